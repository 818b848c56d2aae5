import Garden
import GuardianTestSupport
import Testing

@testable import GardenClient

@Suite("A client of hostile servers", .timeLimit(.minutes(FuzzRun().minutes)))
struct HostileServerTests {
    /// How many calls there are at a time.
    private static let calls = 8
    private static let caseHeader = "x-case"

    private let run = FuzzRun()

    @Test("ends every call with an answer or an error when the server says anything and closes")
    func anything() async throws {
        let recorded = try Transcript.names().flatMap { try Transcript(named: $0).connections.map(\.serverToClient) }
            .filter { !$0.isEmpty && $0.count < 40_000 }
        let run = run
        let server = ScriptedServer { request in
            let number = request.headers[Self.caseHeader].flatMap { Int($0) } ?? 0
            // The connections of one call differ.
            var random = run.random(number &* 31 &+ request.target.utf8.count)
            if request.target == "/containers", request.method == "GET", !random.oneIn(4) {
                return [.send(Self.answer(200, "{\"Handles\":[\"h\"]}"))]
            }
            return random.packets(Self.hostileAnswer(&random, recorded)).map { .send($0) }
        }

        let ended = try await server.serving { address in
            await withTaskGroup(of: Int.self) { group in
                var ended = 0
                for (index, number) in run.cases.enumerated() {
                    if index >= Self.calls { ended += await group.next() ?? 0 }
                    group.addTask { await Self.call(number, run, address) }
                }
                return await group.reduce(ended, +)
            }
        }

        #expect(ended == run.cases.count)
    }

    private static func hostileAnswer(_ random: inout SplitMix64, _ recorded: [[UInt8]]) -> [UInt8] {
        switch random.below(6) {
        case 0: random.randomBytes(random.size(upTo: 3000))
        case 1, 2: random.damage(random.pick(recorded), with: recorded)
        case 3:
            answer(random.pick([200, 201, 404, 500, 100, 204]), String(decoding: random.jsonObject(), as: UTF8.self))
        case 4:
            Array("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n{\"process_id\":\"p\",\"stream_id\":\"1\"}\n".utf8)
                + random.payloads()
        default:
            Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
                + random.damage(Array("3\r\n{\"a\r\n6;x=y\r\n\":{}} \r\n0\r\nTrailer: x\r\n\r\n".utf8))
        }
    }

    private static func answer(_ status: Int, _ body: String) -> [UInt8] {
        Array("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    }

    /// Makes a call, which may fail in any way that has a name.
    ///
    /// - Returns: 1 when it ended.
    private static func call(_ number: Int, _ run: FuzzRun, _ address: GardenAddress) async -> Int {
        var random = run.random(number)
        var options = RemoteBackend.Options()
        options.headers = [(caseHeader, "\(number)")]
        let backend = RemoteBackend(address, options: options)
        do {
            try await call(&random, backend)
        } catch is GardenError {
        } catch is RemoteError {
        } catch {
            Issue.record("\(type(of: error)) \(error); \(run.repetition(number))")
        }
        if Task.isCancelled { Issue.record("took too long; \(run.repetition(number))") }
        return 1
    }

    private static func call(_ random: inout SplitMix64, _ backend: RemoteBackend) async throws {
        let handle = try Handle("h")
        switch random.below(8) {
        case 0: try await backend.ping()
        case 1: _ = try await backend.capacity()
        case 2: _ = try await backend.create(ContainerSpec())
        case 3: _ = try await backend.info(of: [handle])
        case 4: _ = try await backend.metrics(of: [handle])
        case 5: _ = try await backend.container(handle).info()
        default:
            let process = try await backend.container(handle).run(ProcessSpec())
            async let output = read(process.standardOutput)
            async let errors = read(process.standardError)
            try await process.writeStandardInput(Array("input".utf8))
            try await process.signal(.terminate)
            _ = try await (output, errors)
            _ = try await process.wait()
        }
    }

    private static func read(_ output: any ProcessOutput) async throws {
        while try await !output.read().isEmpty {}
    }

    @Test(
        "gives up on a server that never comes to the point",
        arguments: [
            ("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"),
            ("HTTP/1.1 200 OK\r\n", "X: y\r\n"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "1;" + String(repeating: "x", count: 60_000) + "\r\n1\r\n"
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "1;" + String(repeating: "x", count: 99) + "\r\n1\r\n"
            ),
            ("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n"),
        ])
    func endless(beginning: String, repeated: String) async throws {
        let packet = Array(String(repeating: repeated, count: 1 + 60_000 / repeated.utf8.count).utf8)
        let server = ScriptedServer { _ in
            [.send(Array(beginning.utf8))] + Array(repeating: .send(packet), count: 2000)
        }

        try await server.serving { address in
            let backend = RemoteBackend(address)
            let plain = await #expect(throws: RemoteError.self) { try await backend.ping() }
            let archive = await #expect(throws: RemoteError.self) {
                try await Self.read(backend.assumedContainer(Handle("h")).streamOut("/x", as: ""))
            }
            for error in [plain, archive] {
                if case .badResponse = error { continue }
                Issue.record("it read to the end: \(String(describing: error))")
            }
        }
    }

    private static func read(_ archive: any ByteSource) async throws {
        while try await !archive.read().isEmpty {}
    }

    @Test("bears with a server that comes to the point late")
    func longWinded() async throws {
        let interim = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 600)
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: " + String(repeating: "x", count: 40_000)
        let spaces = String(repeating: "1;name=value\r\n \r\n", count: 10_000)
        let trailer = "X: " + String(repeating: "x", count: 60_000)
        let text = interim + head + "\r\n\r\n" + spaces + "2\r\n{}\r\n0\r\n" + trailer + "\r\n\r\n"
        let server = ScriptedServer { _ in [.send(Array(text.utf8)), .awaitEnd] }

        try await server.serving { address in try await RemoteBackend(address).ping() }
    }

    @Test("leaves in the socket what a server sends and does not read", arguments: [true, false])
    func flood(isUpload: Bool) async throws {
        let flood = [ScriptedServer.Step](repeating: .send(Self.piece), count: 4096)
        let server = ScriptedServer { request in
            request.target == "/ping" ? [.send(Self.answer(200, "{}"))] : [.send(Self.okay)] + flood
        }
        .answeringHeads()

        try await server.serving { address in
            let backend = RemoteBackend(address)
            let call = Task { try await Self.sendMuch(to: backend, isUpload) }
            try await server.awaitRequests(1)
            // While other calls go through, the flood could too.
            for _ in 0..<100 { try await backend.ping() }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            try await server.connections.first?.hasEnded.value
        }

        let sent = try #require(server.connections.first?.sent)
        #expect(sent <= InboxHandler.limit + (2 << 20), "the sockets hold no more")
    }

    private static let okay = Array("HTTP/1.1 200 OK\r\n\r\n".utf8)
    private static let piece = [UInt8](repeating: 0x20, count: 64 << 10)

    private static func sendMuch(to backend: RemoteBackend, _ isUpload: Bool) async throws {
        let handle = try Handle("h")
        if isUpload {
            let archive = FakeByteSource([[UInt8]](repeating: piece, count: 256))
            try await backend.assumedContainer(handle).streamIn(archive, to: "/x", as: "")
        } else {
            let value = String(repeating: "x", count: 16 << 20)
            try await backend.assumedContainer(handle).setProperty("name", to: value)
        }
    }
}
