import Garden
import GardenWire
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Run", .timeLimit(.minutes(1)))
struct RunTests {
    private let process = FakeProcess()

    @Test("answers with an empty body that keeps the connection, and the ids")
    func handshake() async throws {
        try await ServerFixture.serving { fixture in
            fixture.script(process)
            let client = try await fixture.connect()

            try await client.send(ServerFixture.runRequest)

            let head = try #require(await client.response())
            #expect(head.startLine == "HTTP/1.1 201 Created")
            #expect(head.headers["content-length"] == "0")
            #expect(head.headers["content-type"] == "application/json")
            #expect(head.headers["connection"] == nil)
            #expect(head.headers["transfer-encoding"] == nil)
            #expect(await client.read(46) == "{\"process_id\":\"process-id-1\",\"stream_id\":\"1\"}\n")
            process.exit(0)
        }
    }

    @Test("never announces the end of the connection, even to a client that wants it")
    func connectionClose() async throws {
        try await ServerFixture.serving { fixture in
            fixture.script(process)
            let client = try await fixture.connect()

            try await client.send(
                "POST /containers/h/processes HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")

            #expect(await client.response()?.headers["connection"] == nil)
            process.exit(0)
        }
    }

    @Test("tells the exit status, closes, and ends the output")
    func exit() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(process)
            let stdout = try await fixture.open("1/stdout")
            let stderr = try await fixture.open("1/stderr")
            process.stdout.write("out")
            process.stderr.write("err")

            process.exit(7)

            #expect(await stdout.readToEnd() == Array("out".utf8))
            #expect(await stderr.readToEnd() == Array("err".utf8))
            let text = String(decoding: await client.readToEnd(), as: UTF8.self)
            #expect(text.hasSuffix("{\"process_id\":\"process-id-1\",\"exit_status\":7}\n"))
            await process.events.wait(for: .detached)
        }
    }

    @Test("tells when waiting for the process fails")
    func waitFails() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(process)
            let stdout = try await fixture.open("1/stdout")

            process.failWaiting(GardenError.failed("tracker is gone"))

            let text = String(decoding: await client.readToEnd(), as: UTF8.self)
            #expect(text.hasSuffix("{\"process_id\":\"process-id-1\",\"error\":\"tracker is gone\"}\n"))
            #expect(await stdout.readToEnd().isEmpty)
        }
    }

    @Test("gives every call streams of its own")
    func streamIDs() async throws {
        try await ServerFixture.serving { fixture in
            let other = FakeProcess(id: "process-id-2")
            _ = try await fixture.run(process)
            let second = try await fixture.run(other)
            #expect(String(decoding: await second.wait { !$0.isEmpty }, as: UTF8.self).contains("\"stream_id\":\"2\""))

            other.stdout.write("second")
            process.stdout.write("first")

            #expect(await (try fixture.open("2/stdout")).read(6) == "second")
            #expect(await (try fixture.open("1/stdout")).read(5) == "first")
            process.exit(0)
            other.exit(0)
        }
    }

    @Test("takes payloads from the same packet as the request, and passes the input on in order")
    func input() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(
                process, then: "{\"source\":0,\"data\":\"a\"}{\"source\":0,\"data\":\"b\"}{\"sou")

            try await client.send("rce\":0,\"data\":\"c\"}{\"source\":0}")
            await process.events.wait(for: .endOfInput)

            #expect(process.input == Array("abc".utf8))
            process.exit(0)
        }
    }

    @Test("obeys signals and sizes although the process does not read its input")
    func signalsOvertakeInput() async throws {
        try await ServerFixture.serving { fixture in
            let reads = OneShot<Void>()
            process.inputWritten.answer { _ in _ = await reads.value() }
            let data = String(repeating: "x", count: 500_000)

            let client = try await fixture.run(process, then: "{\"source\":0,\"data\":\"\(data)\"}")
            try await client.send("{\"tty\":{\"window_size\":{\"columns\":1,\"rows\":2}}}{\"signal\":0}{\"source\":0}")
            await process.events.wait(for: .signal(.terminate))

            #expect(process.events.entries == [.resize(WindowSize(columns: 1, rows: 2)), .signal(.terminate)])
            reads.resolve(())
            await process.events.wait(for: .endOfInput)
            #expect(process.input.count == 500_000)
            process.exit(0)
        }
    }

    @Test("does not take more input than it may keep, and loses none")
    func inputIsBounded() async throws {
        try await ServerFixture.serving { fixture in
            let reads = OneShot<Void>()
            process.inputWritten.answer { _ in _ = await reads.value() }
            let payload = "{\"source\":0,\"data\":\"\(String(repeating: "x", count: 65_536))\"}"
            let client = try await fixture.run(process)

            let sending = Task {
                for _ in 0..<40 { try await client.send(payload) }
                try await client.send("{\"source\":0}")
            }
            reads.resolve(())
            try await sending.value
            await process.events.wait(for: .endOfInput)

            #expect(process.input.count == 40 * 65_536)
            process.exit(0)
        }
    }

    @Test("listens on behind the end of the input")
    func signalAfterEnd() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(process, then: "{\"source\":0}")
            await process.events.wait(for: .endOfInput)

            try await client.send("{\"signal\":1}")
            await process.events.wait(for: .signal(.kill))

            process.exit(0)
        }
    }

    @Test("leaves the process alone when the client goes, after what it sent has arrived")
    func clientGoes() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(process, then: "{\"source\":0,\"data\":\"last words\"}{\"signal\":0}")
            let stdout = try await fixture.open("1/stdout")

            await client.close()
            await process.events.wait(for: .detached)

            #expect(process.input == Array("last words".utf8))
            #expect(process.events.entries.contains(.signal(.terminate)))
            #expect(!process.events.entries.contains(.endOfInput))
            #expect(await stdout.readToEnd().isEmpty)
        }
    }

    @Test("parts from a client that sends what cannot be read", arguments: ["garbage", "{\"signal\":\"KILL\"}", "[]"])
    func unreadable(payload: String) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(process, then: payload)

            let text = String(decoding: await client.readToEnd(), as: UTF8.self)
            await process.events.wait(for: .detached)

            #expect(!text.contains("exit_status") && !text.contains("error"))
            #expect(process.events.entries == [.detached])
        }
    }

    @Test("goes on when a signal cannot be sent")
    func signalFails() async throws {
        try await ServerFixture.serving { fixture in
            process.signalled.answer { if $0 == .terminate { throw GardenError.failed("no") } }
            let client = try await fixture.run(process, then: "{\"signal\":0}{\"signal\":1}")

            await process.events.wait(for: .signal(.kill))

            #expect(client.received.read { !$0.hasEnded })
            process.exit(0)
        }
    }

    @Test("reports a failure on a connection that can be used again")
    func failure() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.ran.answer { _ in throw GardenError.executableNotFound(message: "no such thing") }
            let client = try await fixture.connect()

            try await client.send(ServerFixture.runRequest + "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 500 Internal Server Error")
            #expect(response.headers["connection"] == nil)
            #expect(try WireErrorBody(body: response.body).type == "ExecutableNotFoundError")
            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
        }
    }
}
