import Testing

@testable import GardenClient

@Suite("Response heads")
struct ResponseHeadTests {
    @Test(
        "tell the status and how the body ends",
        arguments: [
            ("HTTP/1.1 200 OK\nContent-Length: 3\n", 200, .length(3)),
            ("HTTP/1.1 201\n", 201, .untilClose),
            ("HTTP/1.0 500 Oh no no\ncontent-length:7", 500, .length(7)),
            ("HTTP/1.1 200 OK\nTRANSFER-ENCODING: Chunked\nContent-Length: 3", 200, .chunked),
            ("HTTP/1.1 204 No Content\nContent-Length: 3", 204, .length(0)),
            ("HTTP/1.1 101 Switching Protocols", 101, .length(0)),
            ("HTTP/1.1 200 OK\nno colon", 200, .untilClose),
        ] as [(String, Int, ResponseHead.Framing)])
    func parses(_ text: String, status: Int, framing: ResponseHead.Framing) throws {
        let head = try ResponseHead(parsing: text)

        #expect(head.status == status)
        #expect(head.framing == framing)
    }

    @Test(
        "are refused when they are none",
        arguments: [
            "", "SSH-2.0-OpenSSH", "HTTP/2 200", "HTTP/1.1 2000 OK", "HTTP/1.1 abc", "HTTP/1.1 200\nContent-Length: -1",
        ])
    func refuses(_ text: String) {
        #expect(throws: RemoteError.self) { try ResponseHead(parsing: text) }
    }

    @Test("are final unless they announce another", arguments: [(100, true), (103, true), (101, false), (200, false)])
    func interim(_ status: Int, isInterim: Bool) throws {
        #expect(try ResponseHead(parsing: "HTTP/1.1 \(status) X").isInterim == isInterim)
    }
}
