import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@testable import GardenServer

@Suite("Plain calls", .timeLimit(.minutes(1)))
struct PlainCallTests {
    /// Sends `request` on a connection of its own and returns the answer.
    private static func answer(to request: String, _ fixture: ServerFixture) async throws -> RecordedMessage {
        let client = try await fixture.connect()
        try await client.send(request)
        return try #require(await client.response())
    }

    private static func error(_ response: RecordedMessage) throws -> WireErrorBody {
        try WireErrorBody(body: response.body)
    }

    @Test("are answered with JSON, a length and a date")
    func headers() async throws {
        try await ServerFixture.serving { fixture in
            let response = try await Self.answer(to: "GET /ping HTTP/1.1\r\nHost: api\r\n\r\n", fixture)

            #expect(response.startLine == "HTTP/1.1 200 OK")
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.headers["date"]?.hasSuffix(" GMT") == true)
            #expect(response.headers["connection"] == nil)
            #expect(response.body == Array("{}\n".utf8))
        }
    }

    @Test("on one connection are answered strictly one after the other")
    func pipelining() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.propertySet.answer { _ in await Task.yield() }
            let client = try await fixture.connect()
            let requests = (0..<20).map { number in
                "PUT /containers/h/properties/k\(number) HTTP/1.1\r\nHost: api\r\nContent-Length: 13\r\n\r\n{\"value\":\"v\"}"
            }

            try await client.send(requests.joined())
            for _ in requests { #expect(await client.response()?.startLine == "HTTP/1.1 200 OK") }

            #expect(fixture.backend.container.propertySet.calls.map { $0[0] } == (0..<20).map { "k\($0)" })
        }
    }

    @Test("arrive in whatever packets, with counted and chunked bodies")
    func framing() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            let requests =
                "POST /containers HTTP/1.1\r\nHost: a\r\nContent-Length: 16\r\n\r\n{\"handle\":\"one\"}"
                + "POST /containers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n{\"han\r\n7;x=y\r\ndle\":\"t\r\n4\r\nwo\"}\r\n0\r\nTrailer: x\r\n\r\n"
                + "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n"

            for byte in requests.utf8 { try await client.send([byte]) }
            for _ in 0..<3 { #expect(await client.response()?.startLine == "HTTP/1.1 200 OK") }

            #expect(fixture.backend.created.calls.map(\.handle) == ["one", "two"])
        }
    }

    @Test(
        "close the connection when the client wants it or cannot do otherwise",
        arguments: [
            ("GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close"),
            ("GET /ping HTTP/1.0\r\n\r\n", "close"),
            ("GET /ping HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n", "close"),
        ])
    func closing(request: String, header: String) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send(request)

            #expect(await client.response()?.headers["connection"] == header)
            #expect(await client.readToEnd().isEmpty)
        }
    }

    @Test("of HTTP/1.0 may keep the connection")
    func keepAlive10() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            for _ in 0..<2 {
                try await client.send("GET /ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let response = try #require(await client.response())
                #expect(response.startLine == "HTTP/1.0 200 OK")
                #expect(response.headers["connection"] == "keep-alive")
            }
        }
    }

    @Test("of a client that ends its side behind its request are answered")
    func halfClose() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
            try await client.halfClose()

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            #expect(await client.readToEnd().isEmpty)
        }
    }

    @Test("that announce a body wait for the go-ahead")
    func expectContinue() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send(
                "POST /containers HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(await client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("{}")

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
        }
    }

    @Test("with a body beyond the limit are refused and the connection is closed", arguments: [true, false])
    func tooLong(isCounted: Bool) async throws {
        try await ServerFixture.serving(ServerFixture { $0.bodyLimit = 10 }) { fixture in
            let client = try await fixture.connect()
            let framing =
                isCounted ? "Content-Length: 11\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n"

            try await client.send("POST /containers HTTP/1.1\r\nHost: a\r\n" + framing)

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 413 Payload Too Large")
            #expect(response.headers["connection"] == "close")
            #expect(try Self.error(response).message == "the body of the request is longer than 10 bytes")
            #expect(await client.readToEnd().isEmpty)
            #expect(fixture.backend.created.calls.isEmpty)
        }
    }

    @Test(
        "with a length beyond what can be counted are refused for it",
        arguments: ["9223372036854775807", "9223372036854775808", "18446744073709551615"])
    func uncountable(length: String) async throws {
        try await ServerFixture.serving { fixture in
            let response = try await Self.answer(
                to: "POST /containers HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n{}", fixture)

            #expect(response.startLine == "HTTP/1.1 413 Payload Too Large")
            #expect(fixture.backend.created.calls.isEmpty)
        }
    }

    @Test(
        "of HTTP/1.1 that do not name one host are refused and the connection is closed",
        arguments: [
            ("GET /ping", "", 0), ("POST /containers", "Content-Length: 2\r\n", 0),
            ("POST /containers/h/processes", "Transfer-Encoding: chunked\r\n", 0), ("GET /nope", "", 0),
            ("GET /ping", "Host: a\r\nhost: b\r\n", 2),
        ])
    func host(line: String, headers: String, count: Int) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send("\(line) HTTP/1.1\r\n\(headers)\r\n")

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 400 Bad Request")
            #expect(response.headers["connection"] == "close")
            #expect(try Self.error(response).message == "the request has \(count) Host headers and not one")
            #expect(await client.readToEnd().isEmpty)
            #expect(fixture.backend.pinged.calls.isEmpty && fixture.backend.created.calls.isEmpty)
        }
    }

    @Test("may have an empty host")
    func emptyHost() async throws {
        try await ServerFixture.serving { fixture in
            let response = try await Self.answer(to: "GET /ping HTTP/1.1\r\nHost:\r\n\r\n", fixture)

            #expect(response.startLine == "HTTP/1.1 200 OK")
        }
    }

    @Test("with a head beyond the limit are refused")
    func longHead() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            async let sent: Void = client.send(
                "GET /ping HTTP/1.1\r\nHost: a\r\nX-Big: \(String(repeating: "x", count: 1_200_000))\r\n\r\n")

            #expect(await client.response()?.startLine == "HTTP/1.1 431 Request Header Fields Too Large")
            #expect(await client.readToEnd().isEmpty)
            await client.close()
            _ = try? await sent
        }
    }

    @Test("may name very many handles")
    func longTarget() async throws {
        try await ServerFixture.serving { fixture in
            let handles = String(repeating: "0123456789abcdef%2C", count: 40_000)
            let response = try await Self.answer(
                to: "GET /containers/bulk_info?handles=\(handles) HTTP/1.1\r\nHost: a\r\n\r\n", fixture)

            #expect(response.startLine == "HTTP/1.1 200 OK")
            #expect(fixture.backend.informedInBulk.calls.first?.count == 40_000)
        }
    }

    @Test("that are unknown are answered with an error object")
    func unknown() async throws {
        try await ServerFixture.serving { fixture in
            let nope = try await Self.answer(to: "GET /nope HTTP/1.1\r\nHost: a\r\n\r\n", fixture)
            let put = try await Self.answer(to: "PUT /containers HTTP/1.1\r\nHost: a\r\n\r\n", fixture)
            let escape = try await Self.answer(to: "DELETE /containers/a%zz HTTP/1.1\r\nHost: a\r\n\r\n", fixture)

            #expect(nope.startLine == "HTTP/1.1 404 Not Found")
            #expect(try Self.error(nope).type.isEmpty)
            #expect(put.startLine == "HTTP/1.1 405 Method Not Allowed")
            #expect(put.headers["allow"] == "GET, POST")
            #expect(escape.startLine == "HTTP/1.1 400 Bad Request")
        }
    }

    @Test("of HEAD get no body")
    func head() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send("HEAD /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

            let bytes = await client.readToEnd()
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 405 "))
            #expect(RecordedMessage(parsing: bytes)?.rest.isEmpty == true)
        }
    }

    @Test("are decoded whatever the content type claims")
    func formContentType() async throws {
        try await ServerFixture.serving { fixture in
            let response = try await Self.answer(
                to: "PUT /containers/h/properties/k HTTP/1.1\r\nHost: a\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\n{\"value\":\"v\"}",
                fixture)

            #expect(response.startLine == "HTTP/1.1 200 OK")
            #expect(fixture.backend.container.propertySet.calls == [["k", "v"]])
        }
    }

    @Test("read the body before they look for the container")
    func bodyFirst() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.found.answer { throw GardenError.containerNotFound(handle: $0.value) }
            let response = try await Self.answer(
                to: "PUT /containers/h/properties/k HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n{", fixture)

            #expect(response.startLine == "HTTP/1.1 400 Bad Request")
            #expect(try Self.error(response).message == "unexpected EOF")
            #expect(fixture.backend.found.calls.isEmpty)
        }
    }

    @Test("take no name that could lead elsewhere", arguments: ["..", "a%2Fb", "%00"])
    func hostileNames(name: String) async throws {
        try await ServerFixture.serving { fixture in
            let response = try await Self.answer(
                to: "DELETE /containers/\(name) HTTP/1.1\r\nHost: a\r\n\r\n", fixture)

            #expect(response.startLine == "HTTP/1.1 404 Not Found")
            #expect(try Self.error(response).type == "ContainerNotFoundError")
            #expect(fixture.backend.destroyed.calls.isEmpty)
        }
    }

    @Test("refuse to create under a name that could lead elsewhere")
    func hostileCreate() async throws {
        try await ServerFixture.serving { fixture in
            let response = try await Self.answer(
                to: "POST /containers HTTP/1.1\r\nHost: a\r\nContent-Length: 15\r\n\r\n{\"handle\":\"..\"}", fixture)

            #expect(response.startLine == "HTTP/1.1 400 Bad Request")
            #expect(fixture.backend.created.calls.isEmpty)
        }
    }

    @Test("to destroy what is being destroyed are told so, and may be repeated after a failure")
    func destroyTwice() async throws {
        try await ServerFixture.serving { fixture in
            let isDestroying = Recorder<Int>()
            let goOn = OneShot<Void>()
            fixture.backend.destroyed.answer { _ in
                isDestroying.record(1)
                _ = await goOn.value()
                throw GardenError.failed("disk is gone")
            }
            let request = "DELETE /containers/h HTTP/1.1\r\nHost: a\r\n\r\n"
            let first = try await fixture.connect()
            try await first.send(request)
            await isDestroying.wait(for: 1)

            let second = try await Self.answer(to: request, fixture)
            goOn.resolve(())

            #expect(try Self.error(second).message == "container already being destroyed")
            #expect(try Self.error(try #require(await first.response())).message == "disk is gone")
            fixture.backend.destroyed.answer { _ in }
            #expect(try await Self.answer(to: request, fixture).startLine == "HTTP/1.1 200 OK")
            #expect(fixture.backend.destroyed.calls.count == 2)
        }
    }

    @Test("over TCP are answered like any")
    func tcp() async throws {
        try await ServerFixture.serving(ServerFixture { $0.address = .tcp(host: "127.0.0.1", port: 0) }) { fixture in
            guard case .tcp(_, let port)? = fixture.server.address else { return #expect(Bool(false)) }
            #expect(port != 0)

            let response = try await Self.answer(to: "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n", fixture)

            #expect(response.startLine == "HTTP/1.1 200 OK")
        }
    }
}
