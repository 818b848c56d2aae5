import Linux
import OCI
import Runc
import RuncCommand
import Testing

@Suite("Events of real runtimes")
struct RuncEventTests {
    @Test("tell a container's figures", arguments: Runtime.complete)
    func statistics(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write { $0.linux.resources.pidsLimit = 50 }
            try await sandbox.run()
            guard runtime == .runc else {
                await #expect(throws: RuncError.unsupportedCommand("events", message: "unknown command events")) {
                    try await sandbox.client.statistics(of: sandbox.id)
                }
                return
            }

            let statistics = try await sandbox.client.statistics(of: sandbox.id)

            #expect(statistics.pids.current == 1)
            #expect(statistics.pids.limit == 50)
            #expect(statistics.memory.usage.usage > 0)
            #expect(statistics.cpu.usage.total > 0)
        }
    }

    @Test("tell figures again and again, and when memory is out", arguments: Runtime.complete)
    func outOfMemory(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write {
                $0.linux.resources.memory.limit = 32 << 20
                $0.linux.resources.memory.swap = 32 << 20
            }
            try await sandbox.run()
            var events = try sandbox.client.events(of: sandbox.id, every: .seconds(1)).makeAsyncIterator()
            guard runtime == .runc else {
                await #expect(throws: RuncError.unsupportedCommand("events", message: "unknown command events")) {
                    try await events.next()
                }
                return
            }
            // It is watching once it has told something.
            let first = try #require(try await events.next())

            let eater = try await sandbox.exec(["/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=128M", "count=1"])
            var later = try await events.next()
            while let event = later, event.content != .outOfMemory { later = try await events.next() }
            try await sandbox.client.delete(sandbox.id, force: true)
            while try await events.next() != nil {}

            #expect(first.id == sandbox.id.value)
            guard case .statistics = first.content else {
                Issue.record("\(first)")
                return
            }
            #expect(eater == .exited(137))
            #expect(later == RuntimeEvent(id: sandbox.id.value, content: .outOfMemory))
        }
    }

    @Test("end the runtime with the task that reads them")
    func cancelled() async throws {
        try await RuntimeSandbox.use(.runc) { sandbox in
            try await sandbox.run()
            let events = try sandbox.client.events(of: sandbox.id, every: .seconds(1))
            let (told, teller) = AsyncStream<Void>.makeStream()
            let task = Task {
                for try await _ in events { teller.yield() }
            }
            for await _ in told { break }

            task.cancel()

            await #expect(throws: RuncError.cancelled) { try await task.value }
        }
    }
}
