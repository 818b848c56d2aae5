import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage

@testable import TrackerClient

extension FakeTracker {
    /// Both ends of a process's streams, for the test that is the process and the tracker.
    final class ProcessEnds: Sendable {
        private let pipes: [(read: FileDescriptor, write: FileDescriptor)]

        init() throws { pipes = try (0..<3).map { _ in try Pipe.make() } }

        /// What a server gets.
        var given: [FileDescriptor] { [pipes[0].write, pipes[1].read, pipes[2].read] }
        /// Where standard output is read.
        var output: FileDescriptor { pipes[1].read }

        func write(_ text: String) throws { _ = try pipes[1].write.writeAll(Array(text.utf8)) }

        func unreadOutput() throws -> Int { try Pipe.waitingBytes(in: output) }

        func duplicateOfOutput() throws -> FileDescriptor { try pipes[1].write.duplicate() }

        func close() {
            for pipe in pipes {
                pipe.read.closeIgnoringErrors()
                pipe.write.closeIgnoringErrors()
            }
        }
    }

    /// Has `tracker` start a process that runs.
    func run(_ id: String, by tracker: Tracker) async throws -> (ProcessAttachment, ProcessEnds) {
        let request = ProcessRequest(
            id: id, runtime: RuncConfiguration(executable: "/runc"), container: ContainerID(escaping: "c"),
            process: Array("{}".utf8))
        let running = Task { try await tracker.run(request) }
        guard case .run(let number, let run) = try await next(), let pid = PID(rawValue: 42) else { throw Unexpected() }
        let ends = try ProcessEnds()
        try send(.started(number, run.name, pid), descriptors: ends.given)
        return (try await running.value, ends)
    }

    /// Has `tracker` attach to a process that nobody is attached to.
    func attach(_ id: String, _ state: ProcessState, by tracker: Tracker) async throws -> ProcessAttachment {
        let attaching = Task { try await tracker.attach(id) }
        guard case .attach(let number, let name) = try await next() else { throw Unexpected() }
        try send(.attached(number, name, state))
        return try await attaching.value
    }

    /// Answers the next request, which must be for this output.
    func open(
        _ id: String, _ kind: OutputKind, tail: FileDescriptor? = nil, live: FileDescriptor? = nil, dropped: UInt64 = 0
    ) async throws {
        guard case .open(let number, let name, kind) = try await next(), name.value == id else { throw Unexpected() }
        let output = OpenedOutput(hasTail: tail != nil, hasLive: live != nil, droppedBytes: dropped)
        try send(.opened(number, output), descriptors: [tail, live].compactMap { $0 })
    }
}
