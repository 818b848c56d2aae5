import Garden
import GardenWire
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Attach", .timeLimit(.minutes(1)))
struct AttachTests {
    private let process = FakeProcess()

    @Test("answers with status 200 and the ids, and closes with the exit status")
    func handshake() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.attached.answer { _ in process }
            let client = try await fixture.connect()
            try await client.send(Self.request("process-id-1"))

            let head = try #require(await client.response())
            process.exit(3)

            #expect(head.startLine == "HTTP/1.1 200 OK")
            #expect(head.headers["content-length"] == "0")
            #expect(
                String(decoding: await client.readToEnd(), as: UTF8.self) == """
                    {"process_id":"process-id-1","stream_id":"1"}
                    {"process_id":"process-id-1","exit_status":3}

                    """)
            #expect(fixture.backend.container.attached.calls.map(\.value) == ["process-id-1"])
        }
    }

    @Test("to the same process has streams of its own each time, beside those of the Run")
    func several() async throws {
        try await ServerFixture.serving { fixture in
            let views = Recorder<FakeProcess>()
            fixture.backend.container.attached.answer { _ in
                let view = FakeProcess()
                views.record(view)
                return view
            }
            _ = try await fixture.run(process)
            let clients = [try await attach(fixture), try await attach(fixture)]

            for (index, view) in views.entries.enumerated() { view.stdout.write("to \(index)") }
            process.stdout.write("to run")

            #expect(await (try fixture.open("2/stdout")).read(4) == "to 0")
            #expect(await (try fixture.open("3/stdout")).read(4) == "to 1")
            #expect(await (try fixture.open("1/stdout")).read(6) == "to run")
            for view in views.entries + [process] { view.exit(0) }
            for client in clients {
                #expect(String(decoding: await client.readToEnd(), as: UTF8.self).contains("\"exit_status\":0"))
            }
        }
    }

    @Test("that ends leaves the others alone")
    func oneLeaves() async throws {
        try await ServerFixture.serving { fixture in
            let other = FakeProcess()
            fixture.backend.container.attached.answer { _ in process }
            let first = try await attach(fixture)
            fixture.backend.container.attached.answer { _ in other }
            let second = try await attach(fixture)

            await first.close()
            await process.events.wait(for: .detached)
            try await second.send("{\"signal\":1}")
            await other.events.wait(for: .signal(.kill))

            #expect(!other.events.entries.contains(.detached))
            other.exit(137)
        }
    }

    @Test("to an unknown process is told by type", arguments: ["nobody", "a%2Fb", "a%00b"])
    func unknown(id: String) async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.attached.answer { throw GardenError.processNotFound(id: $0.value) }
            let client = try await fixture.connect()

            try await client.send(Self.request(id) + "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")

            let response = try #require(await client.response())
            #expect(response.startLine == "HTTP/1.1 404 Not Found")
            #expect(response.headers["connection"] == nil)
            #expect(try WireErrorBody(body: response.body).type == "ProcessNotFoundError")
            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
        }
    }

    @Test("hands on sizes of the terminal; a payload without one means nothing, and is no input")
    func sizes() async throws {
        try await ServerFixture.serving { fixture in
            fixture.backend.container.attached.answer { _ in process }
            let client = try await attach(fixture)

            try await client.send("{\"tty\":{}}{\"tty\":{\"window_size\":{}}}{\"tty\":{},\"source\":0,\"data\":\"x\"}")
            try await client.send("{\"tty\":{\"window_size\":{\"columns\":132,\"rows\":43}}}{\"signal\":0}")
            await process.events.wait(for: .signal(.terminate))

            #expect(
                process.events.entries == [
                    .resize(WindowSize(columns: 0, rows: 0)), .resize(WindowSize(columns: 132, rows: 43)),
                    .signal(.terminate),
                ])
            process.exit(0)
        }
    }

    private static func request(_ id: String) -> String {
        "GET /containers/some-handle/processes/\(id) HTTP/1.1\r\nHost: api\r\n\r\n"
    }

    private func attach(_ fixture: ServerFixture) async throws -> RawClient {
        let client = try await fixture.connect()
        try await client.send(Self.request("process-id-1"))
        _ = await client.response()
        await client.wait { $0.contains(UInt8(ascii: "\n")) }
        return client
    }
}
