import Glibc
import GuardianTestSupport
import Linux
import Runc
import RuncCommand
import Synchronization
import SystemPackage
import Testing

@Suite("A runtime that runs", .timeLimit(.minutes(10)))
struct RuncClientRunningTests {
    /// Says that it runs, by its pid on descriptor 3, and waits until descriptor 4 is at its end.
    private static let waiting = "started; echo $$ >&3; read -r line <&4; exit 0"

    private struct Handshake {
        let ready: (read: FileDescriptor, write: FileDescriptor)
        let go: (read: FileDescriptor, write: FileDescriptor)

        init() throws { (ready, go) = (try Pipe.make(), try Pipe.make()) }

        var options: RunOptions {
            var options = RunOptions()
            options.creation.preservedDescriptors = [ready.write, go.read]
            return options
        }

        func close() {
            for end in [ready.read, ready.write, go.read, go.write] { end.closeIgnoringErrors() }
        }
    }

    @Test("can be told by its pid, and sent a signal")
    func signal() async throws {
        let runtime = try await ScriptRuntime(Self.waiting)
        let handshake = try Handshake()
        defer { handshake.close() }
        let ready = handshake.ready.read
        let sent = Mutex(false)

        await #expect(throws: RuncError.failed(command: "run", status: .signalled(.terminate), message: "")) {
            try await runtime.client.run(runtime.id, bundle: "/b", options: handshake.options) { running in
                let pid = try await runtime.readLine(ready)
                #expect(pid == "\(running.pid)")
                try running.send(.terminate)
                sent.withLock { $0 = true }
            }
        }

        let wasSent = sent.withLock { $0 }
        #expect(wasSent)
    }

    @Test("gets no signal once it has ended, nor does anybody else")
    func afterTheEnd() async throws {
        let runtime = try await ScriptRuntime("exit 0")
        let kept = Mutex<RunningRuntime?>(nil)

        try await runtime.client.create(runtime.id, bundle: "/b") { running in kept.withLock { $0 = running } }

        let running = kept.withLock { $0 }
        #expect(try running?.send(.kill) == false)
    }

    @Test("is not waited for when it has ended: the closure is cancelled")
    func cancelledClosure() async throws {
        let runtime = try await ScriptRuntime("exit 0")

        try await runtime.client.create(runtime.id, bundle: "/b") { _ in
            let (never, _) = AsyncStream<Void>.makeStream()
            for await _ in never {}
            throw RuncError.invalid(reason: "too late to matter")
        }
    }

    @Test("is killed and reaped when the closure fails")
    func failingClosure() async throws {
        let runtime = try await ScriptRuntime(Self.waiting)
        let handshake = try Handshake()
        defer { handshake.close() }
        let pid = Mutex<PID?>(nil)

        await #expect(throws: RuncError.invalid(reason: "no more")) {
            try await runtime.client.run(runtime.id, bundle: "/b", options: handshake.options) { running in
                pid.withLock { $0 = running.pid }
                throw RuncError.invalid(reason: "no more")
            }
        }

        let ended = pid.withLock { $0 }
        #expect(try ended.map { try Children.contains($0) } == false)
    }

    @Test("is killed and reaped when the call is cancelled")
    func cancelled() async throws {
        let runtime = try await ScriptRuntime(Self.waiting)
        let handshake = try Handshake()
        defer { handshake.close() }
        let options = handshake.options
        let task = Task { try await runtime.client.run(runtime.id, bundle: "/b", options: options) }
        let pid = try #require(Int32(try await runtime.readLine(handshake.ready.read)).flatMap(PID.init(rawValue:)))

        task.cancel()

        await #expect(throws: RuncError.cancelled) { try await task.value }
        #expect(try !Children.contains(pid))
        #expect(try Files.entries(of: runtime.folder.path) == ["runtime"])
    }

    @Test("is not there when it cannot be started: the closure is not called")
    func notStarted() async throws {
        let runtime = try await ScriptRuntime("")
        var client = runtime.client
        client.configuration.executable = "/nonexistent/runtime"

        await #expect(throws: RuncError.launch(executable: "/nonexistent/runtime", .noSuchFileOrDirectory)) {
            try await client.create(runtime.id, bundle: "/b") { _ in Issue.record("called") }
        }
    }
}
