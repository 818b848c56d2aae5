import GuardianTestSupport
import Linux
import LinuxAsync
import Runc
import RuncCommand
import Testing

@Suite("The end of a runtime that tells events", .serialized)
struct EventsEndTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")
    private var client: RuncClient { runtime.client }

    init() throws { runtime = try RecorderRuntime() }

    private func firstEvent() async throws -> RuntimeEvents.Iterator {
        var events = try client.events(of: id).makeAsyncIterator()
        _ = try #require(try await events.next())
        return events
    }

    @Test("comes when the task that waits for an event is cancelled, before that hears of it")
    func cancelledWait() async throws {
        try runtime.play(.output(RecorderCall.event), .wait)
        let isWaiting = Recorder<Bool>()
        let task = Task {
            var events = try await firstEvent()
            isWaiting.record(true)
            do throws(RuncError) {
                _ = try await events.next()
            } catch {
                // Nothing is left for anybody to wait for.
                return (error, runtime.monitor.events.entries.last, try runtime.leftovers(), try await events.next())
            }
            throw RuncError.invalid(reason: "an event that nobody told")
        }
        await isWaiting.wait(for: true)
        task.cancel()

        let (error, last, leftovers, next) = try await task.value
        #expect(error == .cancelled)
        #expect(last == .cancelled)
        #expect(leftovers.isEmpty)
        #expect(next == nil)
    }

    @Test("comes when the task is cancelled, even if the runtime has closed its output and lives on")
    func cancelledAfterOutput() async throws {
        try runtime.play(.close(1), .wait)
        let task = Task {
            var events = try client.events(of: id).makeAsyncIterator()
            return try await events.next()
        }
        await runtime.monitor.hasStarted()
        task.cancel()

        await #expect(throws: RuncError.cancelled) { try await task.value }
        #expect(runtime.monitor.events.entries.last == .cancelled)
    }

    @Test("does not wait for somebody else who has its output")
    func grandchild() async throws {
        try runtime.play(.grandchild(seconds: 300), .output(RecorderCall.event))
        var events = try await firstEvent()

        #expect(try await events.next() == nil)

        #expect(try runtime.killGrandchild())
    }

    @Test("comes when nobody wants events any more")
    func dropped() async throws {
        try runtime.play(.output(RecorderCall.event), .wait)
        let watch = AsyncDescriptor(
            owning: try FolderWatch.makeDescriptor(client.temporaryFolder), system: client.system)

        for try await _ in try client.events(of: id) { break }

        await runtime.monitor.events.wait(for: .cancelled)
        // One folder was made, so what is removed is that.
        try await watch.readable()
        #expect(try runtime.leftovers().isEmpty)
    }

    @Test(
        "comes at the first thing that is no event, which is told once",
        arguments: [
            "oops", "{\"type\":}", "[]", "7 ", "}", "{\"type\":7}",
        ])
    func malformed(output: String) async throws {
        try runtime.play(.output(RecorderCall.event), .output(output), .output(RecorderCall.event + " "), .wait)
        var events = try await firstEvent()

        let error = await #expect(throws: RuncError.self) { try await events.next() }

        guard case .malformedOutput("events", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(runtime.monitor.events.entries.last == .cancelled)
        #expect(try runtime.leftovers().isEmpty)
        for _ in 0..<3 { #expect(try await events.next() == nil) }
    }

    @Test("in the middle of an event is an error")
    func half() async throws {
        try runtime.play(.output(RecorderCall.event + #"{"type":"#))
        var events = try await firstEvent()

        let error = await #expect(throws: RuncError.self) { try await events.next() }

        guard case .malformedOutput("events", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await events.next() == nil)
    }

    @Test("is an error with what it said, after the last event, even in the middle of one")
    func failure() async throws {
        try runtime.play(
            .output(RecorderCall.event + #"{"type":"#), .logError("no space"), .error("ignored"), .exit(3))
        var events = try await firstEvent()

        await #expect(throws: RuncError.failed(command: "events", status: .exited(3), message: "no space")) {
            try await events.next()
        }
        #expect(try await events.next() == nil)
    }

    @Test("by a signal is told with that", arguments: [9, 15] as [Int32])
    func signalled(number: Int32) async throws {
        try runtime.play(.output(RecorderCall.event), .signal(number))
        var events = try await firstEvent()

        let status = Linux.ExitStatus.signalled(Signal(rawValue: number))
        await #expect(throws: RuncError.failed(command: "events", status: status, message: "")) {
            try await events.next()
        }
    }

    @Test("comes for an event without end")
    func endless() async throws {
        try runtime.play(.output("{\"x\":\""), .fill(descriptor: 1, bytes: 16 << 20), .wait)
        var events = try client.events(of: id).makeAsyncIterator()

        let error = await #expect(throws: RuncError.self) { try await events.next() }

        guard case .malformedOutput("events", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(runtime.monitor.events.entries.last == .cancelled)
    }
}
