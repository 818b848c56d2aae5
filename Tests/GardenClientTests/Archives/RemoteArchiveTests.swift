import Garden
import GardenWire
import GuardianTestSupport
import Testing

@testable import GardenClient

@Suite("An archive on its way out", .timeLimit(.minutes(1)))
struct RemoteArchiveTests {
    private static let piece = [UInt8](repeating: 0x61, count: 64 << 10)

    private static func text(_ text: String) -> ScriptedServer.Step { .send(Array(text.utf8)) }

    private static func open(_ address: GardenAddress) async throws -> any ByteSource {
        try await RemoteBackend(address).assumedContainer(Handle("h")).streamOut("/x", as: "")
    }

    @Test("stays in the socket while nobody reads it")
    func backPressure() async throws {
        let pieces = [ScriptedServer.Step](repeating: .send(Self.piece), count: 4096)
        let server = ScriptedServer { request in
            guard request.target != "/ping" else { return [Self.text("HTTP/1.1 200 OK\r\n\r\n{}")] }
            return [Self.text("HTTP/1.1 200 OK\r\n\r\n")] + pieces
        }

        let read = try await server.serving { address in
            let archive = try await Self.open(address)
            let read = try await archive.read().count
            // While other calls go through, the archive could too.
            for _ in 0..<100 { try await RemoteBackend(address).ping() }
            await archive.close()
            try await server.connections.first?.hasEnded.value
            return read
        }

        let sent = try #require(server.connections.first?.sent)
        #expect(sent <= read + (2 << 20), "the sockets hold no more")
    }

    @Test(
        "that breaks off is told from a whole one",
        arguments: [
            ("Content-Length: 9", "abcd", false), ("Content-Length: 4", "abcd", true),
            ("Transfer-Encoding: chunked", "4\r\nabcd\r\n", false), ("Transfer-Encoding: chunked", "9\r\nabcd", false),
            ("Transfer-Encoding: chunked", "4\r\nabcd\r\n0\r\nX: y\r\n", false),
            ("Transfer-Encoding: chunked", "4\r\nabcd\r\n0\r\nX: y\r\n\r\n", true), ("X: y", "abcd", true),
        ])
    func breaksOff(_ header: String, _ body: String, isWhole: Bool) async throws {
        let server = ScriptedServer { _ in [Self.text("HTTP/1.1 200 OK\r\n\(header)\r\n\r\n\(body)")] }

        try await server.serving { address in
            let archive = try await Self.open(address)
            var all: [UInt8] = []
            while all.count < 4 { all += try await archive.read() }
            #expect(all == Array("abcd".utf8))
            for _ in 0..<2 {
                if isWhole {
                    #expect(try await archive.read() == [])
                } else {
                    await #expect(throws: RemoteError.connectionLost(reason: "unexpected EOF")) {
                        try await archive.read()
                    }
                }
            }
        }
    }

    @Test("that is no body is refused for good, whatever follows")
    func garbage() async throws {
        let server = ScriptedServer { _ in
            [Self.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n3\r\nabc\r\n"), .awaitEnd]
        }

        try await server.serving { address in
            let archive = try await Self.open(address)
            for _ in 0..<2 {
                await #expect(throws: RemoteError.badResponse(reason: "'zz' is no size of a chunk")) {
                    try await archive.read()
                }
            }
        }
    }

    @Test("ends when it is closed, also for a read that waits")
    func closing() async throws {
        let server = ScriptedServer { _ in
            [Self.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcd"), .awaitEnd]
        }

        try await server.serving { address in
            let archive = try await Self.open(address)
            _ = try await archive.read()
            async let waiting = archive.read()
            await archive.close()
            await archive.close()
            #expect(try await waiting == [])
            #expect(try await archive.read() == [])
            try await server.connections.first?.hasEnded.value
        }
    }

    @Test("loses its connection when nobody holds it any more")
    func forgotten() async throws {
        let server = ScriptedServer { _ in [Self.text("HTTP/1.1 200 OK\r\n\r\nabcd"), .awaitEnd] }

        try await server.serving { address in
            _ = try await Self.open(address)
            try await server.connections.first?.hasEnded.value
        }
    }

    @Test("loses nothing to a reader that gave up, and refuses two at once")
    func cancelledRead() async throws {
        let gate = Once<Void>()
        let server = ScriptedServer { _ in
            [Self.text("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"), .hold(gate), Self.text("cd")]
        }

        let rest = try await server.serving { address in
            let archive = try await Self.open(address)
            var first: [UInt8] = []
            while first.count < 2 { first += try await archive.read() }
            let reads = (0..<2).map { _ in Task { try await archive.read() } }
            var failures = 0
            // One of the two is refused; the other waits, and gives up.
            await withTaskGroup(of: (any Error)?.self) { group in
                for read in reads {
                    group.addTask { if case .failure(let error) = await read.result { error } else { nil } }
                }
                if let error = await group.next(), error is RemoteError { failures += 1 }
                for read in reads { read.cancel() }
                if let error = await group.next(), error is CancellationError { failures += 1 }
            }
            #expect(failures == 2)
            gate.resolve(.success(()))
            return try await archive.readToEnd()
        }

        #expect(rest == Array("cd".utf8))
    }

    @Test("is not waited for when the call is cancelled")
    func cancelledCall() async throws {
        let server = ScriptedServer { _ in [.awaitEnd] }

        try await server.serving { address in
            let call = Task { try await Self.open(address) }
            try await server.awaitRequests(1)
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            try await server.connections.first?.hasEnded.value
        }
    }
}
