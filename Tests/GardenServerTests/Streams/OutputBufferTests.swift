import Testing

@testable import GardenServer

@Suite("Output buffer")
struct OutputBufferTests {
    private var buffer = OutputBuffer(limit: 10)

    @Test("gives bytes in order, and then the end")
    mutating func order() {
        buffer.append([1, 2])
        buffer.append([3])
        buffer.end()

        #expect(buffer.take(about: 1) == .bytes([1, 2]))
        #expect(buffer.take(about: 1) == .bytes([3]))
        #expect(buffer.take(about: 1) == .end)
    }

    @Test("has nothing yet until something comes")
    mutating func nothing() {
        #expect(buffer.take(about: 1) == nil)
    }

    @Test("joins small pieces")
    mutating func joining() {
        for byte in 0..<5 as Range<UInt8> { buffer.append([byte]) }

        #expect(buffer.take(about: 3) == .bytes([0, 1, 2]))
        #expect(buffer.take(about: 3) == .bytes([3, 4]))
    }

    @Test("has no room with as many bytes as allowed until they are written")
    mutating func room() {
        buffer.append(Array(repeating: 0, count: 10))
        #expect(!buffer.hasRoom)

        _ = buffer.take(about: 10)
        #expect(!buffer.hasRoom)
        buffer.written(10)

        #expect(buffer.hasRoom)
    }

    @Test("drops the oldest once nobody came to read, and counts it")
    mutating func dropping() {
        for byte in 0..<5 as Range<UInt8> { buffer.append(Array(repeating: byte, count: 4)) }
        #expect(buffer.needsReader)
        #expect(buffer.droppedBytes == 0)

        buffer.giveUpOnReaders()
        buffer.append(Array(repeating: 5, count: 4))

        #expect(buffer.hasRoom)
        #expect(buffer.droppedBytes == 16)
        #expect(buffer.take(about: 100) == .bytes([4, 4, 4, 4, 5, 5, 5, 5]))
    }

    @Test("drops nothing while somebody reads")
    mutating func withReader() {
        buffer.open()
        buffer.append(Array(repeating: 0, count: 20))
        buffer.giveUpOnReaders()
        buffer.append([1])

        #expect(!buffer.hasRoom)
        #expect(!buffer.needsReader)
        #expect(buffer.droppedBytes == 0)
    }

    @Test("keeps the newest piece however long it is")
    mutating func longPiece() {
        buffer.giveUpOnReaders()
        buffer.append(Array(repeating: 0, count: 30))

        #expect(buffer.take(about: 1) == .bytes(Array(repeating: 0, count: 30)))
    }

    @Test("gives bytes that were put back to the next reader, first")
    mutating func puttingBack() {
        buffer.append([1])
        buffer.append([2])
        guard case .bytes(let bytes)? = buffer.take(about: 1) else { return #expect(Bool(false)) }

        buffer.putBack(bytes)

        #expect(buffer.take(about: 2) == .bytes([1, 2]))
    }

    @Test("takes nothing after the end")
    mutating func afterEnd() {
        buffer.end()
        buffer.append([1])

        #expect(buffer.take(about: 1) == .end)
    }

    @Test("keeps many pieces in order")
    mutating func manyPieces() {
        var taken: [UInt8] = []
        for round in 0..<2000 {
            buffer.append([UInt8(truncatingIfNeeded: round)])
            if round % 3 == 0, case .bytes(let bytes)? = buffer.take(about: 1) { taken += bytes }
        }
        while case .bytes(let bytes)? = buffer.take(about: 7) { taken += bytes }

        #expect(taken == (0..<2000).map { UInt8(truncatingIfNeeded: $0) })
    }
}
