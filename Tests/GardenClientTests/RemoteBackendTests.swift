import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@testable import GardenClient

@Suite("A remote backend", .timeLimit(.minutes(1)))
struct RemoteBackendTests {
    @Test("that nobody serves is unreachable")
    func unreachable() async throws {
        let address = GardenAddress.unix(path: "/nonexistent/garden.sock")

        let error = await #expect(throws: RemoteError.self) { try await RemoteBackend(address).ping() }

        guard case .unreachable(address, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("that ends a connection without an answer is a lost connection", arguments: ["", "HTTP/1.1 200 OK\r\nConte"])
    func lost(_ answer: String) async throws {
        let server = ScriptedServer { _ in [.send(Array(answer.utf8))] }

        let error = try await server.serving { address in
            await #expect(throws: RemoteError.self) { try await RemoteBackend(address).ping() }
        }

        #expect(error == .connectionLost(reason: "unexpected EOF"))
    }

    @Test(
        "whose answer is cut or broken is told from a good one",
        arguments: [
            ("Content-Length: 9\r\n\r\n{}", RemoteError.connectionLost(reason: "unexpected EOF")),
            ("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", .connectionLost(reason: "unexpected EOF")),
            ("Transfer-Encoding: chunked\r\n\r\nzz\r\n", .badResponse(reason: "'zz' is no size of a chunk")),
            (
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
                .badResponse(reason: "a chunk is longer than its size")
            ),
            ("Content-Length: 99999999999\r\n\r\n", .badResponse(reason: "the body is longer than 67108864 bytes")),
            ("Content-Length: 2\r\n\r\n[]", .badResponse(reason: "body: an array is not an object")),
        ])
    func broken(_ answer: String, expected: RemoteError) async throws {
        let server = ScriptedServer { _ in [.send(Array("HTTP/1.1 200 OK\r\n\(answer)".utf8))] }

        let error = try await server.serving { address in
            await #expect(throws: RemoteError.self) { try await RemoteBackend(address).ping() }
        }

        #expect(error == expected)
    }

    @Test(
        "may refuse before it has read the request, and close the connection",
        arguments: ["Content-Length: 22", "X: y"])
    func refusesEarly(_ header: String) async throws {
        let server = ScriptedServer { _ in
            [.send(Array("HTTP/1.1 413 Too Large\r\n\(header)\r\n\r\n{\"Message\":\"too much\"}".utf8))]
        }.answeringHeads()
        let value = String(repeating: "x", count: 1 << 20)

        _ = try await server.serving { address in
            await #expect(throws: GardenError.failed("too much")) {
                try await RemoteBackend(address).assumedContainer(Handle("h")).setProperty("k", to: value)
            }
        }
    }

    @Test("that refuses in half a sentence has refused")
    func halfRefusal() async throws {
        let server = ScriptedServer { _ in [.send(Array("HTTP/1.1 503 Oh\r\nContent-Length: 9\r\n\r\nbusy".utf8))] }

        let error = try await server.serving { address in
            await #expect(throws: RemoteError.self) { try await RemoteBackend(address).ping() }
        }

        #expect(error == .refused(status: 503, text: "busy"))
    }

    @Test("whose answer is encoded in a way that nobody asked for is refused, an archive also with gzip")
    func encoded() async throws {
        let replay = try Replay("probe-gzip")
        let brotli = ScriptedServer { _ in
            [.send(Array("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n{}".utf8))]
        }

        let error = try await brotli.serving { address in
            await #expect(throws: RemoteError.self) { try await RemoteBackend(address).ping() }
        }
        let archiveError = try await ScriptedServer { _ in replay.compressed }.serving { address in
            await #expect(throws: RemoteError.self) {
                try await RemoteBackend(address).assumedContainer(Handle("h")).streamOut("/x", as: "")
            }
        }

        #expect(error == .badResponse(reason: "the body is encoded as 'br', which was not asked for"))
        #expect(archiveError == .badResponse(reason: "the body is encoded as 'gzip', which was not asked for"))
        #expect(brotli.connections.first?.request?.headers["accept-encoding"] == "identity")
    }

    @Test("is told extra headers with every request")
    func headers() async throws {
        let replay = try Replay("ping-with-headers")
        let recorded = try #require(replay.requests.first?.headers["x-vcap-request-id"])
        var options = RemoteBackend.Options()
        options.headers = [(name: "X-Vcap-Request-Id", value: recorded)]

        try await replay.server.serving { [options] address in
            try await RemoteBackend(address, options: options).ping()
        }

        #expect(replay.server.connections.first?.request?.headers["x-vcap-request-id"] == recorded)
    }

    @Test("loses the connection of a call that is cancelled")
    func cancellation() async throws {
        let server = ScriptedServer { _ in [.awaitEnd] }

        try await server.serving { address in
            let call = Task { try await RemoteBackend(address).ping() }
            try await server.awaitRequests(1)
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            try await server.connections.first?.hasEnded.value
        }
    }

    @Test("is not asked for a property without a key")
    func emptyKey() async throws {
        let container = RemoteBackend(.unix(path: "/nonexistent")).assumedContainer(try Handle("h"))

        await #expect(throws: GardenError.invalidName(kind: .property, value: "", reason: "it is empty")) {
            try await container.property("")
        }
    }

    @Test("gets odd names and keys intact")
    func oddNames() async throws {
        let server = ScriptedServer { _ in [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}\n".utf8))] }
        let handle = try Handle("a b+c%2F?#é")
        let key = "k/e+y%"

        try await server.serving { address in
            try await RemoteBackend(address).assumedContainer(handle).setProperty(key, to: "v")
        }

        let request = try #require(server.connections.first?.request)
        #expect(
            Route.match(method: request.method, path: request.target)
                == .matched(.setProperty, RouteParameters(handle: handle.value, key: key)))
    }
}

extension Replay {
    /// What the recorded server answered.
    fileprivate var compressed: [ScriptedServer.Step] { transcript.connections.map { .send($0.serverToClient) } }
}
