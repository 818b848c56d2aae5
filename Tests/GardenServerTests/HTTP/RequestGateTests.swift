import NIOCore
import Testing

@testable import GardenServer

@Suite("Request gate")
struct RequestGateTests {
    private static func pieces(_ gate: inout RequestGate, _ bytes: inout ByteBuffer) -> [String] {
        var result: [String] = []
        while let piece = gate.nextPiece(of: &bytes) { result.append(String(buffer: piece)) }
        return result
    }

    @Test("cuts behind every blank line")
    func blankLines() {
        var gate = RequestGate()
        var bytes = ByteBuffer(string: "GET / HTTP/1.1\r\nA: b\r\n\r\nGET /x HTTP/1.1\n\nrest")

        #expect(
            Self.pieces(&gate, &bytes) == ["GET / HTTP/1.1\r\nA: b\r\n\r\n", "GET /x HTTP/1.1\n\n", "rest"])
    }

    @Test("finds a blank line that comes in parts")
    func parts() {
        var gate = RequestGate()
        var pieces: [String] = []

        for part in ["GET / HTTP/1.1\r", "\n", "\r", "\nrest"] {
            var bytes = ByteBuffer(string: part)
            pieces += Self.pieces(&gate, &bytes)
        }

        #expect(pieces == ["GET / HTTP/1.1\r", "\n", "\r", "\n", "rest"])
    }

    @Test("cuts behind a counted body")
    func counted() {
        var gate = RequestGate()
        var first = ByteBuffer(string: "a\n\n")
        var second = ByteBuffer(string: "bcNEXT")

        gate.headEnds(length: 5)
        let body = [gate.nextPiece(of: &first), gate.nextPiece(of: &second)].compactMap { $0.map(String.init(buffer:)) }
        gate.requestEnds()

        #expect(body == ["a\n\n", "bc"])
        #expect(String(buffer: second) == "NEXT")
    }
}
