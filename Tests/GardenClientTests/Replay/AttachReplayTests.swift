import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@testable import GardenClient

@Suite("Replay of recorded attaching", .timeLimit(.minutes(1)))
struct AttachReplayTests {
    static let scenarios = [
        "attach", "attach-odd-pid", "attach-process-not-found", "attach-two", "run-error-leaks-connections",
        "run-two-stdin-writers",
    ]

    private static func container(_ backend: RemoteBackend) throws -> any Container {
        backend.assumedContainer(try Handle("some-handle"))
    }

    @Test("has input, outputs and the end of the process")
    func attaches() async throws {
        let replay = try Replay("attach")
        let request = replay.requests[0]

        let (wait, output, errors) = try await replay.serving { backend in
            let process = try await Self.container(backend).attach(ProcessID(request.parameters.process))
            async let output = process.standardOutput.readToEnd()
            async let errors = process.standardError.readToEnd()
            for input in request.payloads.compactMap(Input.init) { try await input.send(to: process) }
            return (await Report.wait(process), try await output, try await errors)
        }

        #expect(wait == replay.observed("Wait "))
        #expect(output == Array("attached out".utf8))
        #expect(errors == Array("attached err".utf8))
        #expect(replay.exchanges[0].ours.payloads == request.payloads)
        expectSameRequests(replay)
    }

    @Test("fails with the original's error when there is no such process")
    func notFound() async throws {
        let replay = try Replay("attach-process-not-found")

        let seen = try await replay.serving { backend in
            await Report.line("Attach") { _ = try await Self.container(backend).attach(ProcessID("idontexist")) }
        }

        #expect(seen == replay.observed("Attach "))
        expectSameRequests(replay)
    }

    @Test("gives each of several clients the whole output and the end")
    func severalClients() async throws {
        let replay = try Replay("attach-two")

        let seen = try await replay.serving { backend in
            let container = try Self.container(backend)
            let spec = try ProcessSpec(body: replay.requests[0].body)
            let processes = [
                try await container.run(spec), try await container.attach(ProcessID("process-id-1")),
                try await container.attach(ProcessID("process-id-1")),
            ]
            var seen: [String] = []
            for process in processes {
                seen.append(String(decoding: try await process.standardOutput.readToEnd(), as: UTF8.self))
                seen.append(await Report.wait(process))
            }
            return seen
        }

        #expect(seen == Array(repeating: ["to everyone\n", "Wait -> status 5"], count: 3).flatMap { $0 })
        expectSameRequests(replay)
    }

    @Test("sends the input of each of two clients, and the end of only one")
    func twoWriters() async throws {
        let replay = try Replay("run-two-stdin-writers")

        let waits = try await replay.serving { backend in
            let container = try Self.container(backend)
            let first = try await container.run(ProcessSpec(body: replay.requests[0].body))
            try await first.writeStandardInput(Array("from run".utf8))
            let second = try await container.attach(ProcessID("process-id-1"))
            try await second.writeStandardInput(Array("from attach".utf8))
            await second.closeStandardInput()
            return [await Report.wait(first), await Report.wait(second)]
        }

        #expect(waits == replay.recordedResults.filter { $0.hasPrefix("Wait") })
        #expect(replay.exchanges.map(\.ours.payloads) == replay.requests.map(\.payloads))
        expectSameRequests(replay)
    }

    @Test("closes the connections of processes that could not be started")
    func noLeak() async throws {
        let replay = try Replay("run-error-leaks-connections")

        let seen = try await replay.serving { backend in
            var seen: Set<String> = []
            for request in replay.requests {
                let spec = try ProcessSpec(body: request.body)
                seen.insert(await Report.line("Run") { _ = try await Self.container(backend).run(spec) })
            }
            for exchange in replay.exchanges { try await exchange.ours.hasEnded.value }
            return seen
        }

        #expect(seen == [#"Run -> error type=*errors.errorString message="no""#])
        #expect(replay.exchanges.count == 20)
        expectSameRequests(replay)
    }
}
