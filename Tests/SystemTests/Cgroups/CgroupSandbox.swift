import Cgroups
import Linux
import SystemPackage
import Testing

/// A cgroup of a test's own, and processes in it; all of it is gone when `use` returns, whatever happened.
final class CgroupSandbox {
    let layout: CgroupLayout
    let tree: CgroupTree
    private let root: CgroupTree
    private var started: [SpawnedProcess] = []

    private init(_ layout: CgroupLayout) throws {
        self.layout = layout
        root = try CgroupRoot(tag: "test-" + RandomUUID.make(), in: layout).tree
        tree = try root.child("c1")
    }

    /// Runs `body` with a cgroup that was made in each hierarchy of `layout`.
    static func use(_ layout: CgroupLayout? = nil, _ body: (CgroupSandbox) throws -> Void) throws {
        let sandbox = try CgroupSandbox(try layout ?? .detect())
        try sandbox.tree.create()
        let result = Result { try body(sandbox) }
        let left = try sandbox.root.killAll()
        sandbox.reapAll()
        #expect(left.isEmpty)
        try sandbox.root.remove()
        try result.get()
    }

    /// The same for what waits without a thread.
    static func use(_ body: (CgroupSandbox) async throws -> Void) async throws {
        let sandbox = try CgroupSandbox(try .detect())
        try sandbox.tree.create()
        let result: Result<Void, any Error>
        do { result = .success(try await body(sandbox)) } catch { result = .failure(error) }
        let left = try sandbox.root.killAll()
        sandbox.reapAll()
        #expect(left.isEmpty)
        try sandbox.root.remove()
        try result.get()
    }

    /// Only the version 2 hierarchy of the host, as if there were no other; nil when it has none.
    static func unifiedLayout() throws -> CgroupLayout? {
        guard let two = try CgroupLayout.detect().hierarchies.first(where: { $0.version == .two }) else { return nil }
        let layout = CgroupLayout(
            mountInfo: "1 0 0:1 / \(two.mountPoint) rw - cgroup2 cgroup2 rw", ownCgroups: "0::\(two.ownPath)"
        ) { _ in "" }
        return layout.kind == .unified ? layout : nil
    }

    /// Starts a shell that enters `cgroup` (by default the sandbox's own) and then runs `script`; returns when the script
    /// has written a line.
    func start(_ script: String, in cgroup: CgroupTree? = nil) throws -> SpawnedProcess {
        let files = layout.hierarchies.map { hierarchy in
            let file = hierarchy.version == .one ? "tasks" : "cgroup.procs"
            return "\(hierarchy.mountPoint)\((cgroup ?? tree).path)/\(file)"
        }
        return try startOutside(files.map { "echo 0 > \($0)" }.joined(separator: "\n") + "\n" + script)
    }

    /// Starts a shell that stays where the test is; returns when it has written a line.
    func startOutside(_ script: String) throws -> SpawnedProcess {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        var request = SpawnRequest(executable: "/bin/busybox", arguments: ["sh", "-e", "-c", script])
        request.environment = ["PATH=/bin"]
        request.descriptors = [nil, pipe.write, .standardError]
        let process: SpawnedProcess
        do {
            defer { pipe.write.closeIgnoringErrors() }
            process = try Spawn.start(request)
        }
        started.append(process)
        _ = try pipe.read.readNow(upTo: 1)
        return process
    }

    /// Waits until a process has ended, and reaps it.
    func end(of process: SpawnedProcess) throws -> Linux.ExitStatus {
        started.removeAll { $0 == process }
        defer { process.pidfd.closeIgnoringErrors() }
        return try Self.reap(process)
    }

    private func reapAll() {
        for process in started {
            do {
                try PIDDescriptor.send(.kill, to: process.pidfd)
                _ = try Self.reap(process)
            } catch {
                Issue.record(error)
            }
            process.pidfd.closeIgnoringErrors()
        }
    }

    private static func reap(_ process: SpawnedProcess) throws -> Linux.ExitStatus {
        let poll = try EventPoll()
        try poll.add(process.pidfd, .readable, token: 0)
        while true {
            if let status = try PIDDescriptor.reap(process.pidfd) { return status }
            _ = try poll.wait()
        }
    }
}
