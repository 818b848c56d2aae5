import NIOCore
import Testing

@testable import GardenServer

@Suite("Chunks")
struct ChunkTests {
    @Test(
        "are framed by their length",
        arguments: [(1, "1"), (15, "f"), (16, "10"), (65_536, "10000")])
    func framing(count: Int, size: String) {
        let bytes = [UInt8](repeating: 7, count: count)
        var buffer = ByteBuffer(string: "head")

        buffer.writeChunk(bytes)

        #expect(Array(buffer.readableBytesView) == Array("head\(size)\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    @Test("end with an empty one")
    func last() {
        var buffer = ByteBuffer()

        buffer.writeChunk([])

        #expect(String(buffer: buffer) == "0\r\n\r\n")
    }
}
