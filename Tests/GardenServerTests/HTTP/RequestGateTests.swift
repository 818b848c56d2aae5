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

        gate.headEnds(length: 5, isChunked: false)
        let body = [gate.nextPiece(of: &first), gate.nextPiece(of: &second)].compactMap { $0.map(String.init(buffer:)) }
        gate.requestEnds()

        #expect(body == ["a\n\n", "bc"])
        #expect(String(buffer: second) == "NEXT")
    }

    /// A chunked body, and the pieces it makes when all of it is there with `rest` behind.
    struct Chunked: Sendable, CustomTestStringConvertible {
        let body: String
        let pieces: [String]

        var testDescription: String { String(body.prefix(40)).debugDescription }
    }

    private static let newlines = String(repeating: "\n", count: 4096) + String(repeating: "\r\n", count: 4096)
    private static let rest = "GET / HTTP/1.1\r\n"

    private static let chunked = [
        Chunked(body: "0\r\n\r\n", pieces: ["0\r\n", "\r\n"]),
        Chunked(body: "2\r\nab\r\n0\r\n\r\n", pieces: ["2\r\nab\r\n0\r\n", "\r\n"]),
        Chunked(
            body: "4\r\n\n\n\n\n\r\n2\r\n\r\n\r\n00\r\n\r\n", pieces: ["4\r\n\n\n\n\n\r\n2\r\n\r\n\r\n00\r\n", "\r\n"]),
        Chunked(body: "3000\r\n\(newlines)\r\n0\r\n\r\n", pieces: ["3000\r\n\(newlines)\r\n0\r\n", "\r\n"]),
        Chunked(body: "5\r\n0\r\n\r\n\r\n0\r\n\r\n", pieces: ["5\r\n0\r\n\r\n\r\n0\r\n", "\r\n"]),
        Chunked(body: "1;a=\"b\"\r\nx\r\n0;c\r\n\r\n", pieces: ["1;a=\"b\"\r\nx\r\n0;c\r\n", "\r\n"]),
        Chunked(body: "0\r\nA: b\r\nC: d\r\n\r\n", pieces: ["0\r\n", "A: b\r\nC: d\r\n\r\n"]),
        Chunked(
            body: "000000000000000000001\r\nx\r\n0\r\n\r\n", pieces: ["000000000000000000001\r\nx\r\n0\r\n", "\r\n"]),
        // What the parser may understand otherwise ends behind a blank line.
        Chunked(body: "1 \r\nx\r\n0\r\n\r\n", pieces: ["1 ", "\r\n", "x\r\n0\r\n\r\n"]),
        Chunked(body: "1\r\nxy\n\n", pieces: ["1\r\nxy", "\n", "\n"]),
        Chunked(body: "nonsense\r\n\r\n", pieces: ["n", "onsense\r\n\r\n"]),
    ]

    @Test("lets the chunks of a body pass whole, and cuts where it ends", arguments: chunked)
    func chunks(chunked: Chunked) {
        var gate = RequestGate()
        var bytes = ByteBuffer(string: chunked.body + Self.rest)

        gate.headEnds(length: nil, isChunked: true)

        #expect(Self.pieces(&gate, &bytes) == chunked.pieces + [Self.rest])
    }

    @Test("never hands on a chunked body and what follows in one piece, wherever packets end", arguments: chunked)
    func splitChunks(chunked: Chunked) {
        let (all, end) = (ByteBuffer(string: chunked.body + Self.rest), chunked.body.utf8.count)
        let step = max(1, end / 200)

        for split in stride(from: 0, through: all.readableBytes, by: step) {
            var gate = RequestGate()
            var (first, second) = (all, all)
            first.moveWriterIndex(to: split)
            second.moveReaderIndex(to: split)
            gate.headEnds(length: nil, isChunked: true)
            let pieces = Self.pieces(&gate, &first) + Self.pieces(&gate, &second)
            let ends = pieces.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.utf8.count) }

            #expect(pieces.joined() == chunked.body + Self.rest, "\(split)")
            #expect(ends.contains(end), "\(split)")
        }
    }

    @Test("counts a chunk that is longer than a number can tell as one that never ends", arguments: ["7", "f", "ff"])
    func endlessChunk(digit: String) {
        var gate = RequestGate()
        var bytes = ByteBuffer(string: "\(digit)fffffffffffffff\r\n\n\n\n\n")

        gate.headEnds(length: nil, isChunked: true)

        #expect(Self.pieces(&gate, &bytes).count == 1)
    }

    @Test("drops empty lines before a request", arguments: ["", "\r\n", "\n\n\r\n\r\r\n"])
    func emptyLines(lines: String) {
        var gate = RequestGate()
        var nothing = ByteBuffer(string: lines)
        var bytes = ByteBuffer(string: lines + "GET / HTTP/1.1\n\n")

        #expect(gate.nextPiece(of: &nothing) == nil)
        #expect(nothing.readableBytes == 0)
        #expect(Self.pieces(&gate, &bytes) == ["GET / HTTP/1.1\n\n"])
    }
}
