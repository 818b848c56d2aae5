import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage
import Testing

@testable import TrackerClient

@Suite("The server's side of a tracker")
struct TrackerTests {
    private let container = ContainerID(escaping: "c")

    private func request(_ id: String) -> ProcessRequest {
        ProcessRequest(
            id: id, runtime: RuncConfiguration(executable: "/runc"), container: container, process: Array("{}".utf8))
    }

    /// Answers the next request, which must be for a process, with one that runs; returns the process's ends.
    private func start(by fake: FakeTracker) async throws -> [FileDescriptor] {
        guard case .run(let number, let run) = try await fake.next(), let pid = PID(rawValue: 42) else {
            throw FakeTracker.Unexpected()
        }
        let pipes = try (0..<3).map { _ in try Pipe.make() }
        let given = [pipes[0].write, pipes[1].read, pipes[2].read]
        try fake.send(.started(number, run.name, pid), descriptors: given)
        for descriptor in given { descriptor.closeIgnoringErrors() }
        return [pipes[0].read, pipes[1].write, pipes[2].write]
    }

    @Test("answers reach the requests that they are for, in whatever order")
    func matched() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (first, second) = (Task { try await tracker.contents() }, Task { try await tracker.signal("p", .kill) })
        var requests = [try await fake.next(), try await fake.next()]
        // The list's answer last, in two messages around the other's.
        if case .list = requests[0] { requests.swapAt(0, 1) }
        guard case .signal(let signal, _, _) = requests[0], case .list(let list) = requests[1],
            let pid = PID(rawValue: 7)
        else { throw FakeTracker.Unexpected() }

        try fake.send(.container(list, .running(pid)))
        try fake.send(.done(signal))
        try fake.send(.done(list))

        #expect(try await first.value.initProcess == pid)
        try await second.value
    }

    @Test("a process whose end is told at once is not missed, and its output ends with it")
    func endsAtOnce() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let running = Task { try await tracker.run(request("p")) }
        let ends = try await start(by: fake)
        defer { for descriptor in ends { descriptor.closeIgnoringErrors() } }
        _ = try ends[1].writeNow(Array("hello".utf8)[...])
        try fake.send(.exited(try #require(ProcessName("p")), .exited(3)))

        let process = try await running.value

        #expect(try await process.wait() == .exited(3))
        #expect(try await process.standardOutput.read() == Array("hello".utf8))
        #expect(try await process.standardOutput.read() == [])
    }

    @Test("a kill for want of memory is known by the time that the end it explains is")
    func memoryKills() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let running = Task { try await tracker.run(request("p")) }
        let ends = try await start(by: fake)
        defer { for descriptor in ends { descriptor.closeIgnoringErrors() } }
        let process = try await running.value
        let before = tracker.memoryKills

        try fake.send(.outOfMemory(kills: 2))
        try fake.send(.unknown("something that later trackers tell"))
        try fake.send(.exited(try #require(ProcessName("p")), .signalled(.kill)))
        _ = try await process.wait()

        #expect(before == 0)
        #expect(tracker.memoryKills == 2)
    }

    @Test("a process lives until its end is known, whoever started it")
    func living() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (name, pid) = (try #require(ProcessName("q")), try #require(PID(rawValue: 7)))
        let asking = Task { try await tracker.contents() }
        guard case .list(let list) = try await fake.next() else { throw FakeTracker.Unexpected() }
        try fake.send(.process(list, name, pid))
        try fake.send(.done(list))
        _ = try await asking.value
        let running = Task { try await tracker.run(request("p")) }
        let ends = try await start(by: fake)
        defer { for descriptor in ends { descriptor.closeIgnoringErrors() } }
        let process = try await running.value
        let before = tracker.processes

        try fake.send(.exited(name, .exited(0)))
        try fake.send(.exited(try #require(ProcessName("p")), .exited(0)))
        _ = try await process.wait()

        #expect(before == ["p", "q"])
        #expect(tracker.processes.isEmpty)
    }

    @Test("a list says what was killed while nobody listened; a tracker that does not count says nothing")
    func listedKills() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let packets = [#""oom_kills":3,"#, ""]
        for (number, packet) in packets.enumerated() {
            let asking = Task { try await tracker.contents() }
            guard case .list(let list) = try await fake.next() else { throw FakeTracker.Unexpected() }
            try fake.sendPacket(Array(#"{"type":"container",\#(packet)"request":\#(list)}"#.utf8))
            try fake.send(.done(list))
            _ = try await asking.value
            #expect(tracker.memoryKills == 3, "\(number)")
        }
    }

    @Test("the tracker's end fails everything that waits, at once")
    func gone() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let running = Task { try await tracker.run(request("p")) }
        let ends = try await start(by: fake)
        defer { for descriptor in ends { descriptor.closeIgnoringErrors() } }
        let process = try await running.value
        let waiting = Task { try await process.wait() }
        let asking = Task { try await tracker.contents() }
        _ = try await fake.next()

        fake.close()

        await #expect(throws: TrackerError.trackerGone) { try await waiting.value }
        await #expect(throws: TrackerError.trackerGone) { try await asking.value }
        await #expect(throws: TrackerError.trackerGone) { try await tracker.signal("p", .kill) }
        var last: TrackerEvent?
        for await event in tracker.events { last = event }
        #expect(last == .trackerGone)
    }

    @Test("failures come by kind")
    func failures() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let failures = [
            TrackerFailure(.processExists, "process ID 'p' already in use"),
            TrackerFailure(
                .runtime, "executable file `x` not found in $PATH: No such file or directory", status: 1),
            TrackerFailure(.system, "no pipes left"),
        ]
        var errors: [TrackerError] = []
        for failure in failures {
            let running = Task { try await tracker.run(request("p")) }
            guard case .run(let number, _) = try await fake.next() else { throw FakeTracker.Unexpected() }
            try fake.send(.failed(number, failure))
            do {
                _ = try await running.value
            } catch let error as TrackerError {
                errors.append(error)
            }
        }

        #expect(
            errors == [
                .processExists("p"), .runtime(.executableNotFound, message: failures[1].message, status: 1),
                .refused("no pipes left"),
            ])
    }

    @Test("a wait ends with its task, and the others go on")
    func cancelledWait() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let running = Task { try await tracker.run(request("p")) }
        let ends = try await start(by: fake)
        defer { for descriptor in ends { descriptor.closeIgnoringErrors() } }
        let process = try await running.value
        let (first, second) = (Task { try await process.wait() }, Task { try await process.wait() })

        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        try fake.send(.exited(try #require(ProcessName("p")), .signalled(.kill)))

        #expect(try await second.value == .signalled(.kill))
    }

    @Test("a tracker that does not answer is given up when the patience is over")
    func silent() async {
        await #expect(throws: TrackerError.silent) { try await FakeTracker.silent() }
    }

    @Test(
        "a tracker of another version, or none at all, is an error",
        arguments: [
            TrackerMessage.hello(version: 99), .failed(0, TrackerFailure(.malformed, "no")), .done(1),
        ])
    func greeting(_ message: TrackerMessage) async {
        await #expect(throws: TrackerError.self) { try await FakeTracker.greeted(by: message) }
    }
}
