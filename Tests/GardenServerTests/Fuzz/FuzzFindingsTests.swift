import GardenWire
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("What fuzzing the server found", .timeLimit(.minutes(1)))
struct FuzzFindingsTests {
    @Test("a refusal behind a request for a head has a body")
    func refusalBehindHead() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send("HEAD /ping HTTP/1.1\r\nHost: api\r\n\r\n}\r\n\r\n")

            let text = String(decoding: await client.readToEnd(), as: UTF8.self)
            let refusal = try #require(text.firstRange(of: "HTTP/1.1 400"))
            let message = try #require(RecordedMessage(parsing: Array(text[refusal.lowerBound...].utf8)))
            #expect(try WireErrorBody(body: message.rest).message == "the request is not HTTP/1.1")
        }
    }

    @Test("all requests are answered that came before their client ended its side")
    func requestsBeforeTheEnd() async throws {
        try await ServerFixture.serving { fixture in
            let mayAnswer = OneShot<Void>()
            fixture.backend.pinged.answer { _ in _ = await mayAnswer.value() }
            let client = try await fixture.connect()

            try await client.send(String(repeating: "GET /ping HTTP/1.1\r\nHost: api\r\n\r\n", count: 3))
            try await client.halfClose()
            // A connection that is made later is served only after the loops have seen the end of this one.
            for _ in 0..<4 {
                let other = try await fixture.connect()
                try await other.send("GET /capacity HTTP/1.1\r\nHost: api\r\n\r\n")
                _ = await other.response()
                await other.close()
            }
            mayAnswer.resolve(())

            for _ in 0..<3 { #expect(await client.response()?.startLine == "HTTP/1.1 200 OK") }
            #expect(await client.readToEnd().isEmpty)
        }
    }
}
