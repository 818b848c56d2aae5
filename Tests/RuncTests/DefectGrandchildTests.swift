import GuardianTestSupport
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("A process that holds a runtime's streams after its end", .serialized)
struct DefectGrandchildTests {
    private static let id = ContainerID(escaping: "c1")

    private static let detached = [
        RecorderCall("exec, detached", "exec") { client in
            var options = ExecOptions()
            options.detach = true
            _ = try await client.exec(OCIProcess(), in: id, options: options)
        },
        RecorderCall("run, detached", "run") { client in
            _ = try await client.run(id, bundle: "/b", options: RunOptions(detach: true))
        },
        RecorderCall("restore, detached", "restore") { client in
            var options = RestoreOptions()
            options.detach = true
            _ = try await client.restore(id, bundle: "/b", options: options)
        },
    ]

    /// Longer than any test may take: it is still there when the call is over only if nobody waited for it.
    private static let long = RecorderStep.grandchild(seconds: 300)

    @Test("is not waited for", arguments: RecorderCall.all + detached)
    func ended(call: RecorderCall) async throws {
        let runtime = try RecorderRuntime(Self.long, .output(call.answer))

        try await call.make(runtime.client)

        #expect(try runtime.killGrandchild())
    }

    @Test("is not waited for when the runtime fails", arguments: RecorderCall.all + detached)
    func failed(call: RecorderCall) async throws {
        let runtime = try RecorderRuntime(Self.long, .error("no\n"), .exit(1))

        await #expect(throws: RuncError.failed(command: call.command, status: .exited(1), message: "no")) {
            try await call.make(runtime.client)
        }

        #expect(try runtime.killGrandchild())
    }

    @Test("is not waited for when the call is cancelled", arguments: RecorderCall.all + detached)
    func cancelled(call: RecorderCall) async throws {
        let runtime = try RecorderRuntime(Self.long, .wait)
        let task = Task { try await call.make(runtime.client) }
        try await runtime.hasGrandchild()
        task.cancel()

        await #expect(throws: RuncError.cancelled) { try await task.value }

        #expect(try runtime.killGrandchild())
        #expect(runtime.monitor.events.entries.last == .cancelled)
        #expect(try runtime.leftovers().isEmpty)
    }

    @Test("makes a create without streams of the caller's no longer than a second")
    func time() async {
        // A process of its own, and the best of five: hundreds of other tests run at the same time.
        await #expect(processExitsWith: .success) {
            let runtime = try RecorderRuntime(.grandchild(seconds: 10))
            var best = Duration.seconds(10)
            for _ in 0..<5 {
                let time = try await ContinuousClock().measure {
                    try await runtime.client.create(runtime.id, bundle: "/b")
                }
                best = min(best, time)
                _ = try runtime.killGrandchild()
            }
            #expect(best < .seconds(1))
        }
    }
}
