import Garden
import GardenWire
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("StreamOut", .timeLimit(.minutes(1)))
struct StreamOutTests {
    private static func serving(
        _ source: FakeByteSource, _ fixture: ServerFixture = ServerFixture(),
        _ body: (ServerFixture) async throws -> Void
    ) async throws {
        fixture.backend.container.streamedOut.answer { _ in source }
        try await ServerFixture.serving(fixture, body)
    }

    @Test("sends the archive in chunks, piece by piece, and closes its source")
    func chunks() async throws {
        let source = FakeByteSource([Array("arc".utf8), Array("hive".utf8)])
        try await Self.serving(source) { fixture in
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.get(header: "Connection: close\r\n"))

            let message = try #require(RecordedMessage(parsing: await client.readToEnd()))
            #expect(message.startLine == "HTTP/1.1 200 OK")
            #expect(message.headers["content-type"] == "application/x-tar")
            #expect(message.headers["transfer-encoding"] == "chunked")
            #expect(message.headers["content-length"] == nil)
            #expect(message.headers["connection"] == "close")
            #expect(String(decoding: message.rest, as: UTF8.self) == "3\r\narc\r\n4\r\nhive\r\n0\r\n\r\n")
            #expect(fixture.backend.container.streamedOut.calls == [StreamedOut(source: "/a/", user: "bob")])
            #expect(source.events.entries == [.read(3), .read(4), .closed])
        }
    }

    @Test("of nothing is an empty body")
    func empty() async throws {
        let source = FakeByteSource([])
        try await Self.serving(source) { fixture in
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.get(header: "Connection: close\r\n"))

            let message = try #require(RecordedMessage(parsing: await client.readToEnd()))
            #expect(message.startLine == "HTTP/1.1 200 OK")
            #expect(ArchiveRequest.join(message.rest).bytes.isEmpty)
            #expect(ArchiveRequest.join(message.rest).rest == [])
            #expect(source.events.entries == [.closed])
        }
    }

    @Test("is followed by the next request")
    func pipelining() async throws {
        let source = FakeByteSource()
        try await Self.serving(source) { fixture in
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.get() + ArchiveRequest.ping)
            source.write(Array("archive".utf8))
            source.end()

            let end = Array("\r\n{}\n".utf8)
            let bytes = await client.wait { $0.suffix(end.count) == end[...] }
            let message = try #require(RecordedMessage(parsing: bytes))
            let (archive, rest) = ArchiveRequest.join(message.rest)
            #expect(message.headers["connection"] == nil)
            #expect(String(decoding: archive, as: UTF8.self) == "archive")
            #expect(RecordedMessage(parsing: try #require(rest))?.startLine == "HTTP/1.1 200 OK")
        }
    }

    @Test("to HTTP/1.0 ends with the connection", arguments: ["", "Connection: keep-alive\r\n"])
    func version0(header: String) async throws {
        try await Self.serving(FakeByteSource([Array("arc".utf8), Array("hive".utf8)])) { fixture in
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.get(version: "1.0", header: header))

            let message = try #require(RecordedMessage(parsing: await client.readToEnd()))
            #expect(message.startLine == "HTTP/1.0 200 OK")
            #expect(message.headers["transfer-encoding"] == nil)
            #expect(message.headers["connection"] == "close")
            #expect(String(decoding: message.rest, as: UTF8.self) == "archive")
        }
    }

    @Test("without parameters passes that on")
    func parameters() async throws {
        try await Self.serving(FakeByteSource([])) { fixture in
            let client = try await fixture.connect()

            try await client.send("GET /containers/h/files HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n")

            _ = await client.readToEnd()
            #expect(fixture.backend.container.streamedOut.calls == [StreamedOut(source: "", user: "")])
        }
    }

    @Test("does not read the archive on while the client does not read")
    func backPressure() async throws {
        // One piece is more than the socket holds.
        let (count, size) = (16, 4 * 1024 * 1024)
        let source = FakeByteSource(Array(repeating: [UInt8](repeating: 7, count: size), count: count))
        try await Self.serving(source) { fixture in
            let client = try await fixture.connect(reads: false)

            try await client.send(ArchiveRequest.get(header: "Connection: close\r\n"))
            await source.events.wait(for: .read(size))
            try await fixture.ping(times: 100)

            // The one that is being sent, and the one behind it.
            #expect(source.unread >= count - 2)
            try await client.readOn()
            let message = try #require(RecordedMessage(parsing: await client.readToEnd()))
            let (archive, rest) = ArchiveRequest.join(message.rest)
            #expect(archive.count == count * size)
            #expect(rest == [])
        }
    }

    // MARK: failures

    @Test("that fails is answered with the error", arguments: [true, false])
    func early(isOpened: Bool) async throws {
        let source = FakeByteSource()
        source.fail(GardenError.containerNotFound(handle: "h"))
        try await Self.serving(source) { fixture in
            if !isOpened {
                fixture.backend.container.streamedOut.answer { _ in throw GardenError.containerNotFound(handle: "h") }
            }
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.get() + ArchiveRequest.ping)

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 404 Not Found")
            #expect(try WireErrorBody(body: response.body).error == .containerNotFound(handle: "h"))
            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            #expect(source.events.entries == (isOpened ? [.closed] : []))
        }
    }

    @Test("that fails midway breaks its body off")
    func midway() async throws {
        let source = FakeByteSource()
        source.write(Array("arc".utf8))
        source.fail(GardenError.failed("disk is gone"))
        try await Self.serving(source) { fixture in
            let client = try await fixture.connect()

            try await client.send(ArchiveRequest.get() + ArchiveRequest.ping)

            let message = try #require(RecordedMessage(parsing: await client.readToEnd()))
            #expect(message.startLine == "HTTP/1.1 200 OK")
            #expect(String(decoding: message.rest, as: UTF8.self) == "3\r\narc\r\n")
            #expect(source.events.entries == [.read(3), .closed])
            #expect(fixture.backend.pinged.calls.isEmpty)
            let lines = fixture.log.lines.entries.filter { $0.contains("disk is gone") }
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("error answer.broken error=disk is gone") == true)
        }
    }

    @Test("over TCP that fails midway resets the connection whose end would be the archive's")
    func midwayUnframed() async throws {
        let source = FakeByteSource()
        let fixture = ServerFixture { $0.address = .tcp(host: "127.0.0.1", port: 0) }
        try await Self.serving(source, fixture) { fixture in
            let client = try await fixture.connect()
            try await client.send(ArchiveRequest.get(version: "1.0"))
            source.write(Array("arc".utf8))
            await client.wait { $0.suffix(3) == Array("arc".utf8)[...] }

            source.fail(GardenError.failed("disk is gone"))

            _ = await client.readToEnd()
            #expect(client.received.read(\.wasReset))
        }
    }

    @Test("closes its source when the client goes", arguments: [true, false], [true, false])
    func clientGone(isTCP: Bool, isBegun: Bool) async throws {
        let source = FakeByteSource()
        let fixture = ServerFixture { if isTCP { $0.address = .tcp(host: "127.0.0.1", port: 0) } }
        try await Self.serving(source, fixture) { fixture in
            let client = try await fixture.connect()
            try await client.send(ArchiveRequest.get())
            await fixture.waitForLog("archive.opened")
            if isBegun {
                source.write(Array("archive".utf8))
                await client.wait { !$0.isEmpty }
            }

            await client.close()
            // Over TCP one that has gone looks like one that listens, until something is sent.
            if isTCP { for _ in 0..<100 { source.write(Array("more".utf8)) } }

            await source.events.wait(for: .closed)
            await fixture.waitForLog("archive.abandoned handle=h reason=client gone")
        }
    }

    @Test("closes its source when the client had gone before")
    func clientGoneBefore() async throws {
        let (source, goOn, isOpening) = (FakeByteSource(), OneShot<Void>(), Recorder<Int>())
        try await Self.serving(source) { fixture in
            fixture.backend.container.streamedOut.answer { _ in
                isOpening.record(1)
                _ = await goOn.value()
                return source
            }
            let client = try await fixture.connect()
            try await client.send(ArchiveRequest.get())
            await isOpening.wait(for: 1)

            await client.close()
            await fixture.waitForLog("connection.closed")
            goOn.resolve(())

            await source.events.wait(for: .closed)
            #expect(source.events.entries == [.closed])
        }
    }

    @Test("goes on for a client that ended its side behind its request", arguments: [true, false])
    func halfClose(isTCP: Bool) async throws {
        let source = FakeByteSource()
        let fixture = ServerFixture { if isTCP { $0.address = .tcp(host: "127.0.0.1", port: 0) } }
        try await Self.serving(source, fixture) { fixture in
            let client = try await fixture.connect()
            try await client.send(ArchiveRequest.get())
            try await client.halfClose()
            try await fixture.ping(times: 3)

            source.write(Array("archive".utf8))
            source.end()

            let message = try #require(RecordedMessage(parsing: await client.readToEnd()))
            #expect(String(decoding: message.rest, as: UTF8.self) == "7\r\narchive\r\n0\r\n\r\n")
        }
    }

    // MARK: stopping

    @Test("goes on when the server stops, unless it has no more time", arguments: [true, false])
    func stopping(hasTime: Bool) async throws {
        let (source, fixture) = (FakeByteSource(), ServerFixture())
        fixture.backend.container.streamedOut.answer { _ in source }
        try await fixture.server.start()
        let client = try await fixture.connect()
        try await client.send(ArchiveRequest.get())
        source.write(Array("arc".utf8))
        await client.wait { !$0.isEmpty }

        let server = fixture.server
        async let stopped: Void = server.stop(within: .seconds(9))
        await fixture.scheduler.delays.wait(for: .seconds(9))
        if hasTime {
            source.write(Array("hive".utf8))
            source.end()
        } else {
            fixture.scheduler.pass(.seconds(9))
        }
        await stopped

        let message = try #require(RecordedMessage(parsing: await client.readToEnd()))
        let (archive, rest) = ArchiveRequest.join(message.rest)
        #expect(String(decoding: archive, as: UTF8.self) == (hasTime ? "archive" : "arc"))
        #expect((rest != nil) == hasTime)
        await source.events.wait(for: .closed)
        #expect(fixture.log.lines.entries.contains("info server.stopped complete=\(hasTime)"))
    }

    @Test("from a source that goes on regardless ends behind a server that has stopped")
    func afterStop() async throws {
        let (source, fixture) = (StubbornByteSource(), ServerFixture())
        fixture.backend.container.streamedOut.answer { _ in source }
        try await fixture.server.start()
        let client = try await fixture.connect()
        try await client.send(ArchiveRequest.get())
        await source.events.wait(for: "read")
        let server = fixture.server
        async let stopped: Void = server.stop(within: .seconds(9))
        await fixture.scheduler.delays.wait(for: .seconds(9))
        fixture.scheduler.pass(.seconds(9))
        await stopped

        source.piece.resolve(Array("archive".utf8))

        await source.events.wait(for: "closed")
        await fixture.waitForLog("archive.abandoned")
        #expect(await client.readToEnd().isEmpty)
    }
}

/// Waits for its piece even when nobody wants it any more.
private final class StubbornByteSource: ByteSource {
    let piece = OneShot<[UInt8]>()
    let events = Recorder<String>()

    func read() async throws -> [UInt8] {
        events.record("read")
        let piece = piece
        return await Task.detached { await piece.value() }.value ?? []
    }

    func close() async { events.record("closed") }
}
