import Foundation
import Garden
import GuardianTestSupport
import Testing

@testable import GardenClient

@Suite("Gzip bodies", .timeLimit(.minutes(1)))
struct GzipTests {
    /// Made with other software: Python's gzip.
    private static let refusal = "H4sIAAAAAAACA6tW8k0tLk5MT1WyUirJz1fILU3OUKoFADUz9B4WAAAA"
    private static let named = "H4sICAEAAAAC/25hbWUuanNvbgCrruUCAAawod0DAAAA"
    private static let zlibOnly = "eJyrruUCAAJ4AQM="
    /// 65536 zeros.
    private static let zeros =
        "H4sIAAAAAAACA+3BAQEAAACAkP6v7ggKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAauuOl9cAAAEA"

    private static let refusalText = Array(#"{"Message":"too much"}"#.utf8)
    private static let breakOff = RemoteError.badResponse(reason: "the gzip body breaks off")

    private static func bytes(_ base64: String) throws -> [UInt8] {
        Array(try #require(Data(base64Encoded: base64)))
    }

    private static func notGzip(_ reason: String) -> RemoteError {
        .badResponse(reason: "the body is not gzip: \(reason)")
    }

    @Test("give their content", arguments: [(refusal, refusalText), (named, Array("{}\n".utf8))])
    func decodes(_ base64: String, content: [UInt8]) throws {
        #expect(try Gzip.decode(Self.bytes(base64), limit: content.count) == content)
    }

    @Test("of several members give the content of all, longer than one piece")
    func members() throws {
        let zeros = try Self.bytes(Self.zeros)
        let bytes = try zeros + Self.bytes(Self.named) + zeros + zeros

        let content = try Gzip.decode(bytes, limit: .max)

        let piece = [UInt8](repeating: 0, count: 65536)
        #expect(content == piece + Array("{}\n".utf8) + piece + piece)
    }

    @Test("are refused wherever they break off, but for what a refusal says in front of that")
    func breaksOff() throws {
        let bytes = try Self.bytes(Self.refusal)

        for count in 0..<bytes.count {
            let part = Array(bytes[..<count])

            #expect(throws: Self.breakOff, "\(count) bytes") { try Gzip.decode(part, limit: 1000) }
            let said = try Gzip.decode(part, limit: 1000, mayEndEarly: true)
            #expect(Self.refusalText.starts(with: said))
            // Behind the content come a checksum and a length.
            #expect(count < bytes.count - 8 || said == Self.refusalText)
        }
    }

    @Test("are refused when a second member breaks off")
    func secondBreaksOff() throws {
        let bytes = try Self.bytes(Self.named)

        #expect(throws: Self.breakOff) { try Gzip.decode(bytes + bytes.dropLast(), limit: 1000) }
        #expect(throws: Self.breakOff) { try Gzip.decode(bytes + bytes.prefix(1), limit: 1000) }
    }

    @Test("are refused when a bit of content, checksum or length is wrong, also where they might end early")
    func corrupt() throws {
        let bytes = try Self.bytes(Self.refusal)

        for index in 10..<bytes.count {
            var wrong = bytes
            wrong[index] ^= 0x01

            for mayEndEarly in [false, true] where !mayEndEarly || index >= bytes.count - 8 {
                #expect(throws: RemoteError.self, "byte \(index)") {
                    try Gzip.decode(wrong, limit: 1000, mayEndEarly: mayEndEarly)
                }
            }
        }
    }

    @Test(
        "are told from what is none",
        arguments: [
            (Array("{}\n".utf8), "incorrect header check"),
            (Array("{}".utf8) + [0x0A, 0x1F], "incorrect header check"),
        ])
    func foreign(_ bytes: [UInt8], reason: String) throws {
        let zlibOnly = try Self.bytes(Self.zlibOnly)
        let good = try Self.bytes(Self.named)

        #expect(throws: Self.notGzip(reason)) { try Gzip.decode(bytes, limit: 1000) }
        #expect(throws: Self.notGzip(reason)) { try Gzip.decode(good + bytes, limit: 1000) }
        #expect(throws: Self.notGzip(reason)) { try Gzip.decode(zlibOnly, limit: 1000) }
    }

    @Test(
        "are refused beyond the limit, by one byte or in another member", arguments: [1, 65535, 65536, 65537, 131071])
    func tooLong(_ limit: Int) throws {
        let zeros = try Self.bytes(Self.zeros)
        let error = RemoteError.badResponse(reason: "the body is longer than \(limit) bytes")

        #expect(throws: error) { try Gzip.decode(zeros + zeros, limit: limit) }
        #expect(try Gzip.decode(zeros, limit: 65536).count == 65536)
    }

    @Test("of a small answer that would fill the memory are refused", arguments: [200, 500])
    func bomb(_ status: Int) async throws {
        let zeros = try Self.bytes(Self.zeros)
        let bomb = Array(repeatElement(zeros, count: 1025).joined())

        let error = try await Self.error(ofAnswer: "HTTP/1.1 \(status) X\r\nContent-Encoding: gzip", bomb)

        #expect(error as? RemoteError == .badResponse(reason: "the body is longer than 67108864 bytes"))
    }

    @Test(
        "of refusals tell why, whole or not, and at least the status",
        arguments: [
            (42, "too much"), (30, #"server answered with status 503: {"Message":"too muc"#),
            (10, "server answered with status 503: no message"), (0, "server answered with status 503: no message"),
        ])
    func refusals(_ count: Int, expected: String) async throws {
        let body = try Self.bytes(Self.refusal)
        let head = "HTTP/1.1 503 Busy\r\nContent-Encoding: GZIP\r\nContent-Length: \(body.count)"

        let error = try await Self.error(ofAnswer: head, Array(body.prefix(count)))

        #expect(error.map { "\($0)" } == expected)
    }

    /// What a ping throws that gets this answer.
    private static func error(ofAnswer head: String, _ body: [UInt8]) async throws -> (any Error)? {
        let server = ScriptedServer { _ in [.send(Array("\(head)\r\n\r\n".utf8) + body)] }
        return try await server.serving { address in
            await #expect(throws: (any Error).self) { try await RemoteBackend(address).ping() }
        }
    }
}
