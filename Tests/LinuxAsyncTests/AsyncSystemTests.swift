import Glibc
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("The kernel for tasks")
struct AsyncSystemTests {
    private let system: AsyncSystem

    init() throws { system = try TestSystem.shared.get() }

    @Test("blocking work runs side by side, however few processors there are")
    func blocking() async throws {
        let (read, write) = try Pipe.make()
        defer { for item in [read, write] { item.closeIgnoringErrors() } }

        // Each waits for the byte that the next one writes, so all must run at once.
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await system.blocking {
                        if number == 19 {
                            _ = try write.writeNow([UInt8](repeating: 1, count: 19)[...])
                        } else {
                            _ = try read.readNow(upTo: 1)
                        }
                        return number
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(answers.sorted() == Array(0..<20))
    }

    @Test("blocking work that fails says why, and is done even for a cancelled task")
    func blockingFails() async throws {
        struct Refused: Error {}
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await system.blocking { Task.isCancelled ? 0 : 1 }
        }

        await #expect(throws: Refused.self) { try await system.blocking { throw Refused() } }
        #expect(try await task.value == 1)
    }

    @Test("a hundred children report their own statuses")
    func children() async throws {
        let statuses = try await withThrowingTaskGroup(of: (Int32, Linux.ExitStatus).self) { group in
            for number in 0..<100 as Range<Int32> {
                group.addTask {
                    let request = SpawnRequest(executable: "/bin/sh", arguments: ["sh", "-c", "exit \(number)"])
                    let process = try await system.spawn(request)
                    defer { process.pidfd.closeIgnoringErrors() }
                    return (number, try await system.exitStatus(of: process))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }

        #expect(statuses.count == 100)
        #expect(statuses.allSatisfy { $0.value == .exited($0.key) })
    }

    @Test("a program that cannot be executed is an error with its cause")
    func spawnFails() async {
        let request = SpawnRequest(executable: "/nonexistent", arguments: ["x"])

        let error = await #expect(throws: LinuxError.self) { try await system.spawn(request) }

        #expect(error?.errno == .noSuchFileOrDirectory)
    }

    @Test("a wait ends with its task", arguments: 0..<20)
    func cancelled(_: Int) async throws {
        let pipe = try Pipe.make()
        defer { for item in [pipe.read, pipe.write] { item.closeIgnoringErrors() } }
        let task = Task { try await system.readable(pipe.read) }

        task.cancel()

        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("readers and writers of one descriptor are told apart")
    func bothDirections() async throws {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (left, right) = (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
        defer { for item in [left, right] { item.closeIgnoringErrors() } }
        async let readable: Void = system.readable(left)
        async let again: Void = system.readable(left)

        try await system.writable(left)
        #expect(write(right.rawValue, "x", 1) == 1)

        _ = try await (readable, again)
    }

    @Test("a regular file is always ready")
    func regularFile() async throws {
        let file = try FileDescriptor.open("/etc/passwd", .readOnly)
        defer { file.closeIgnoringErrors() }

        try await system.readable(file)
        try await system.writable(file)
    }

    @Test("what is no descriptor is an error")
    func noDescriptor() async {
        await #expect(throws: LinuxError.self) { try await system.readable(FileDescriptor(rawValue: 12_345)) }
    }
}
