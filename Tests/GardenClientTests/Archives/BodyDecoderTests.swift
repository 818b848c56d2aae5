import Testing

@testable import GardenClient

@Suite("Bodies of responses")
struct BodyDecoderTests {
    private static let bodies: [(ResponseHead.Framing, String)] = [
        (.length(5), "hello"), (.length(5), "hello and more"), (.untilClose, "hello"),
        (.chunked, "5\r\nhello\r\n0\r\n\r\n"), (.chunked, "2\r\nhe\r\n3;name=value\r\nllo\r\n0\r\n\r\n"),
        (.chunked, "0000000005\nhello\n0\n\n"), (.chunked, "5\r\nhello\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\nmore"),
    ]

    @Test("are the same wherever they are cut", arguments: bodies)
    func cuts(_ framing: ResponseHead.Framing, _ text: String) throws {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var decoder = BodyDecoder(framing)
            var body: [UInt8] = []

            for part in [bytes[..<cut], bytes[cut...]] where !part.isEmpty {
                decoder.append(Array(part))
                while let piece = try decoder.nextPiece(), !piece.isEmpty { body += piece }
            }
            try decoder.finish()

            #expect(body == Array("hello".utf8), "cut at \(cut)")
            #expect(try decoder.nextPiece() == [])
        }
    }

    @Test(
        "that end too early are refused",
        arguments: [
            (.length(5), "hell"), (.chunked, ""), (.chunked, "5"), (.chunked, "5\r\nhell"), (.chunked, "5\r\nhello"),
            (.chunked, "5\r\nhello\r\n"), (.chunked, "5\r\nhello\r\n0\r\n"),
        ] as [(ResponseHead.Framing, String)])
    func tooShort(_ framing: ResponseHead.Framing, _ text: String) throws {
        var decoder = BodyDecoder(framing)
        decoder.append(Array(text.utf8))
        while try decoder.nextPiece() != nil {}

        #expect(throws: RemoteError.connectionLost(reason: "unexpected EOF")) { try decoder.finish() }
    }

    @Test(
        "with broken chunks are refused",
        arguments: [
            "zz\r\n", "-1\r\n", "+5\r\nhello", "\r\n", "FFFFFFFFFFFFFFFFF\r\n", "1\r\nab", "1\r\na\rb\r\n",
            String(repeating: "1", count: 70000),
            "0\r\n" + String(repeating: "X: y\r\n", count: 20_000),
            String(repeating: "1;" + String(repeating: "x", count: 200) + "\r\na\r\n", count: 400),
        ])
    func broken(_ text: String) {
        var decoder = BodyDecoder(.chunked)
        decoder.append(Array(text.utf8))

        for _ in 0..<2 {
            #expect(throws: RemoteError.self) { while try decoder.nextPiece() != nil {} }
        }
    }
}
