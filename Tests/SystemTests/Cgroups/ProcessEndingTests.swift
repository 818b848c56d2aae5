import Cgroups
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@testable import RunDMC

@Suite("Ending the processes of a cgroup")
struct ProcessEndingTests {
    private static let limit = Duration.seconds(60)

    private func ending(
        _ sandbox: CgroupSandbox, sparing spared: PID? = nil, isCurrent: @escaping @Sendable () -> Bool = { true }
    ) throws -> ProcessEnding {
        ProcessEnding(
            cgroup: sandbox.tree, spared: spared, isCurrent: isCurrent, system: try TrackerSandbox.system.get())
    }

    @Test("ends more than are opened at once, each with one signal")
    func many() async throws {
        try await CgroupSandbox.use { sandbox in
            let spared = try sandbox.start("echo ready; exec sleep 100")
            _ = try sandbox.start("for i in $(seq 300); do sleep 100 & done; echo ready; wait")
            let ending = try ending(sandbox, sparing: spared.pid)

            #expect(try await ending.end(by: .terminate, within: Self.limit).isEmpty)

            #expect(try sandbox.tree.processes() == [spared.pid])
            #expect(try await ending.end(by: .terminate, within: Self.limit).isEmpty)
        }
    }

    @Test("ends what its victims start when they end, and what that starts")
    func chain() async throws {
        try await CgroupSandbox.use { sandbox in
            // Each starts the next one, in a session of its own, when it is told to end. The trap goes before that: what
            // was just forked would else lose a signal that comes before it has its own program.
            let script = """
                next() { trap - TERM; if [ $1 -gt 0 ]; then setsid sh "$0" $(($1 - 1)) & fi; exit; }
                trap "next $1" TERM
                echo ready
                sleep 100 & wait
                """
            let file = try TemporaryDirectory("chain")
            let path = file.path.appending("script")
            try Files.write(Array(script.utf8), to: path, mode: .ownerReadWrite, durably: false)
            _ = try sandbox.start("exec sh \(path) 5")

            #expect(try await ending(sandbox).end(by: .terminate, within: Self.limit).isEmpty)

            #expect(try sandbox.tree.processes().isEmpty)
        }
    }

    // On a slow machine the time may be up before anybody was found.
    @Test(
        "names those that are left when the time is up, and leaves no descriptor open",
        arguments: [Duration.zero, .milliseconds(200)])
    func stubborn(limit: Duration) async throws {
        try await CgroupSandbox.use { sandbox in
            let process = try sandbox.start("trap '' TERM; echo ready; while :; do sleep 100; done")

            let left = try await ending(sandbox).end(by: .terminate, within: limit)
            let none = try await ending(sandbox).end(by: .kill, within: Self.limit)

            #expect(left.contains(process.pid))
            #expect(none.isEmpty)
            #expect(try sandbox.end(of: process) == .signalled(.kill))
        }
    }

    @Test("ends nobody once the cgroup is another container's")
    func other() async throws {
        try await CgroupSandbox.use { sandbox in
            let process = try sandbox.start("echo ready; exec sleep 100")

            for signal in [Signal.terminate, .kill] {
                #expect(try await ending(sandbox, isCurrent: { false }).end(by: signal, within: Self.limit).isEmpty)
            }

            #expect(try PIDDescriptor.reap(process.pidfd) == nil)
        }
    }

    @Test("kills what is frozen")
    func frozen() async throws {
        try await CgroupSandbox.use { sandbox in
            let process = try sandbox.start("echo ready; exec sleep 100")
            try sandbox.tree.freeze()

            #expect(try await ending(sandbox).end(by: .kill, within: Self.limit).isEmpty)

            #expect(try sandbox.end(of: process) == .signalled(.kill))
        }
    }
}
