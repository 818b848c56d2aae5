import Garden
import GardenWire
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("StreamIn", .timeLimit(.minutes(1)))
struct StreamInTests {
    private static let expected = StreamedIn(destination: "/a b", user: "alice", bytes: Array("archive".utf8))

    private static func error(_ response: RecordedMessage) throws -> GardenError {
        try WireErrorBody(body: response.body).error
    }

    @Test(
        "hands the body to the backend however it is framed",
        arguments: [
            ArchiveRequest.put("Content-Length: 7\r\n") + "archive",
            ArchiveRequest.put("Transfer-Encoding: chunked\r\n") + "3\r\narc\r\n4\r\nhive\r\n0\r\n\r\n",
            ArchiveRequest.put("Transfer-Encoding: chunked\r\n") + "7\r\narchive\r\n0\r\nTrailer: x\r\n\r\n",
            ArchiveRequest.put("Content-Length: 7\r\n", version: "1.0") + "archive",
        ])
    func framing(request: String) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send(request)

            let response = try #require(await client.response())
            #expect(response.startLine.hasSuffix(" 200 OK"))
            #expect(String(decoding: response.body, as: UTF8.self) == "{}\n")
            #expect(fixture.backend.container.streamedIn.calls == [Self.expected])
            await fixture.waitForLog("archive.received destination=/a b")
        }
    }

    @Test("without a body is one of an empty archive", arguments: ["", "Content-Length: 0\r\n"])
    func empty(framing: String) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.put(framing))

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            #expect(fixture.backend.container.streamedIn.calls.map(\.bytes) == [[]])
        }
    }

    @Test("takes its parameters from path and query only, and passes on that there are none")
    func parameters() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            let form = "destination=%2Fother&user=eve"

            try await client.send(
                "PUT /containers/h/files HTTP/1.1\r\nHost: a\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.utf8.count)\r\n\r\n\(form)"
            )

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            let expected = StreamedIn(destination: "", user: "", bytes: Array(form.utf8))
            #expect(fixture.backend.container.streamedIn.calls == [expected])
        }
    }

    @Test("begins before the body is there")
    func begins() async throws {
        try await ServerFixture.serving { fixture in
            let pieces = Recorder<[UInt8]>()
            fixture.backend.container.archiveArrived.answer { pieces.record(try await $0.read()) }
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.put("Content-Length: 7\r\n") + "arc")
            await pieces.wait(for: Array("arc".utf8))
            try await client.send("hive")

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            #expect(fixture.backend.container.streamedIn.calls.map(\.bytes) == [Array("hive".utf8)])
        }
    }

    @Test("is followed by the next request")
    func pipelining() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            let request = ArchiveRequest.put("Transfer-Encoding: chunked\r\n") + "7\r\narchive\r\n0\r\n\r\n"

            try await client.send(request + request + ArchiveRequest.ping)

            for _ in 0..<3 { #expect(await client.response()?.startLine == "HTTP/1.1 200 OK") }
            #expect(fixture.backend.container.streamedIn.calls == [Self.expected, Self.expected])
            #expect(fixture.backend.pinged.calls.count == 1)
        }
    }

    @Test("has no limit")
    func unlimited() async throws {
        try await ServerFixture.serving(ServerFixture { $0.bodyLimit = 10 }) { fixture in
            let client = try await fixture.connect()
            let body = [UInt8](repeating: 7, count: 3_000_000)

            try await client.send(Array(ArchiveRequest.put("Content-Length: 3000000\r\n").utf8) + body)

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            #expect(fixture.backend.container.streamedIn.calls.map(\.bytes) == [body])
        }
    }

    @Test("does not read the client on while the backend does not read", arguments: [true, false])
    func backPressure(isChunked: Bool) async throws {
        let limit = 256 * 1024
        let fixture = ServerFixture {
            $0.archiveBuffer = limit
            $0.eventLoops = 1
        }
        try await ServerFixture.serving(fixture) { fixture in
            let (pieces, goOn) = (Recorder<Int>(), OneShot<Void>())
            fixture.backend.container.archiveArrived.answer { archive in
                #expect(await (archive as? RequestBody)?.waitUntilFull() == true)
                _ = await goOn.value()
                while true {
                    let piece = try await archive.read()
                    pieces.record(piece.count)
                    if piece.isEmpty { return }
                }
            }
            let client = try await fixture.connect()
            let count = 32 * 1024 * 1024
            let framing = isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: \(count)\r\n"
            let chunk = isChunked ? "2000000\r\n" : ""
            let end = isChunked ? "\r\n0\r\n\r\n" : ""
            try await client.send(ArchiveRequest.put(framing) + chunk)
            let isSent = Recorder<Bool>()
            async let sent: Void = {
                try await client.send([UInt8](repeating: 7, count: count) + Array(end.utf8))
                isSent.record(true)
            }()

            try await fixture.ping(times: 100)
            #expect(isSent.entries.isEmpty)
            goOn.resolve(())

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            try await sent
            // One turn of the event loop may bring more than there is room for.
            let turn = 4 * 512 * 1024
            #expect(pieces.entries.reduce(0, +) == count)
            #expect(pieces.entries.allSatisfy { $0 <= limit + turn })
        }
    }

    // MARK: 100-continue

    @Test("lets the client send its body when the backend reads, not before")
    func goesOn() async throws {
        try await ServerFixture.serving { fixture in
            let goOn = OneShot<Void>()
            fixture.backend.container.archiveArrived.answer { _ in _ = await goOn.value() }
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.put("Expect: 100-continue\r\nContent-Length: 7\r\n"))
            try await fixture.ping(times: 3)
            #expect(client.received.read(\.bytes).isEmpty)
            goOn.resolve(())
            #expect(await client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("archive")

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            #expect(fixture.backend.container.streamedIn.calls == [Self.expected])
        }
    }

    @Test("that fails before the backend reads is answered without a go-ahead")
    func doesNotGoOn() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.found.answer { throw GardenError.containerNotFound(handle: $0.value) }
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.put("Expect: 100-continue\r\nContent-Length: 7\r\n"))

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 404 Not Found")
            #expect(response.headers["connection"] == "close")
            #expect(try Self.error(response) == .containerNotFound(handle: "h"))
            #expect(await client.readToEnd().isEmpty)
        }
    }

    // MARK: failures

    @Test(
        "that the client breaks off is never taken for whole",
        arguments: ["Content-Length: 8\r\n\r\narchive", "Transfer-Encoding: chunked\r\n\r\n7\r\narchive\r\n"],
        [true, false])
    func brokenOff(rest: String, goesAway: Bool) async throws {
        try await ServerFixture.serving { fixture in
            let calls = Recorder<StreamedIn>()
            fixture.backend.container.streamedIn.answer { call in
                calls.record(call)
                if let failure = call.failure { throw GardenError.failed(failure) }
            }
            let client = try await fixture.connect()

            try await client.send(
                "PUT /containers/h/files?destination=%2Fa+b&user=alice HTTP/1.1\r\nHost: a\r\n" + rest)
            if goesAway { await client.close() } else { try await client.halfClose() }

            await calls.wait { $0.count == 1 }
            var expected = Self.expected
            expected.failure = "the body of the request broke off: unexpected EOF"
            #expect(calls.entries == [expected])
            if !goesAway {
                #expect(await client.response()?.startLine == "HTTP/1.1 500 Internal Server Error")
                #expect(await client.readToEnd().isEmpty)
            }
        }
    }

    @Test("with a malformed body fails where the body does")
    func malformed() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.archiveArrived.answer { archive in
                while try await !archive.read().isEmpty {}
            }
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.put("Transfer-Encoding: chunked\r\n") + "3\r\narc\r\nnonsense\r\n")

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 400 Bad Request")
            #expect(response.headers["connection"] == "close")
            #expect(try Self.error(response) == .failed("the body of the request is malformed"))
            #expect(await client.readToEnd().isEmpty)
            #expect(fixture.backend.container.streamedIn.calls.isEmpty)
        }
    }

    @Test("that does not name one host is refused", arguments: ["", "Host: a\r\nHost: b\r\n"])
    func host(headers: String) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send(
                "PUT /containers/h/files HTTP/1.1\r\n\(headers)Content-Length: 7\r\n\r\narchive")

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 400 Bad Request")
            #expect(response.headers["connection"] == "close")
            #expect(await client.readToEnd().isEmpty)
            #expect(fixture.backend.container.streamedIn.calls.isEmpty)
        }
    }

    @Test("of more bytes than can be counted is refused", arguments: ["9223372036854775808", "18446744073709551615"])
    func uncountable(length: String) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.put("Content-Length: \(length)\r\n") + "archive")

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 413 Payload Too Large")
            #expect(response.headers["connection"] == "close")
            #expect(await client.readToEnd().isEmpty)
            #expect(fixture.backend.container.streamedIn.calls.isEmpty)
        }
    }

    @Test("that fails early tells its client, although that is still sending")
    func earlyFailure() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.archiveArrived.answer { _ in
                throw GardenError.executableNotFound(message: "no tar")
            }
            let client = try await fixture.connect()
            try await client.send(ArchiveRequest.put("Transfer-Encoding: chunked\r\n") + "100000\r\n")

            async let sent: Void = client.send([UInt8](repeating: 7, count: 1024 * 1024))

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 500 Internal Server Error")
            #expect(response.headers["connection"] == "close")
            #expect(try Self.error(response) == .executableNotFound(message: "no tar"))
            #expect(await client.readToEnd().isEmpty)
            await fixture.scheduler.delays.wait(for: .seconds(1))
            fixture.scheduler.pass(.seconds(1))
            _ = try? await sent
        }
    }

    @Test("that fails early reads only a little more")
    func lingering() async throws {
        try await ServerFixture.serving(ServerFixture { $0.eventLoops = 1 }) { fixture in
            fixture.backend.container.archiveArrived.answer { _ in throw GardenError.failed("no such user") }
            let client = try await fixture.connect()
            try await client.send(ArchiveRequest.put("Content-Length: 33554432\r\n"))
            #expect(await client.response()?.startLine == "HTTP/1.1 500 Internal Server Error")

            let isSent = Recorder<Bool>()
            async let sent: Void = {
                do {
                    try await client.send([UInt8](repeating: 7, count: 32 * 1024 * 1024))
                    isSent.record(true)
                } catch {
                    isSent.record(false)
                }
            }()
            try await fixture.ping(times: 100)
            #expect(isSent.entries.isEmpty)
            fixture.scheduler.pass(.seconds(1))

            await sent
            #expect(isSent.entries == [false])
        }
    }

    @Test("that fails behind a body that has arrived lets the connection live")
    func keepAlive() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.found.answer { throw GardenError.containerNotFound(handle: $0.value) }
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.put("Content-Length: 7\r\n") + "archive" + ArchiveRequest.ping)

            #expect(await client.response()?.startLine == "HTTP/1.1 404 Not Found")
            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
        }
    }

    @Test("that is content with a part of the body is the connection's last request")
    func earlySuccess() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.archiveArrived.answer { await $0.close() }
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.put("Content-Length: 8\r\n") + "archive")

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 200 OK")
            #expect(response.headers["connection"] == "close")
            #expect(await client.readToEnd().isEmpty)
        }
    }

    // MARK: stopping

    /// A client whose archive the backend reads, and of which the rest is missing.
    private func halfSent(_ fixture: ServerFixture) async throws -> RawClient {
        let hasBegun = Recorder<Int>()
        fixture.backend.container.archiveArrived.answer { _ in hasBegun.record(1) }
        let client = try await fixture.connect()
        try await client.send(ArchiveRequest.put("Content-Length: 7\r\n") + "arc")
        await hasBegun.wait(for: 1)
        return client
    }

    @Test("goes on when the server stops")
    func stopping() async throws {
        let fixture = ServerFixture()
        try await fixture.server.start()
        let client = try await halfSent(fixture)

        let server = fixture.server
        async let stopped: Void = server.stop(within: .seconds(9))
        await fixture.scheduler.delays.wait(for: .seconds(9))
        try await client.send("hive")

        let response = try #require(await client.response())
        #expect(response.startLine == "HTTP/1.1 200 OK")
        #expect(response.headers["connection"] == "close")
        await stopped
        #expect(fixture.backend.container.streamedIn.calls == [Self.expected])
        #expect(fixture.log.lines.entries.contains("info server.stopped complete=true"))
    }

    @Test("breaks off when the server has no more time")
    func aborting() async throws {
        let fixture = ServerFixture()
        let calls = Recorder<StreamedIn>()
        fixture.backend.container.streamedIn.answer { calls.record($0) }
        try await fixture.server.start()
        let client = try await halfSent(fixture)

        let server = fixture.server
        async let stopped: Void = server.stop(within: .seconds(9))
        await fixture.scheduler.delays.wait(for: .seconds(9))
        fixture.scheduler.pass(.seconds(9))
        await stopped

        await calls.wait { $0.count == 1 }
        #expect(calls.entries.first?.failure == "the body of the request broke off: unexpected EOF")
        #expect(await client.readToEnd().isEmpty)
    }
}
