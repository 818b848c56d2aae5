import Cgroups
import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Processes that begin in a cgroup")
struct SpawnIntoCgroupTests {
    private static let tells = ["busybox", "grep", "^0::", "/proc/self/cgroup"]

    @Test("a child is in the version 2 cgroup from its first moment")
    func begins() throws {
        guard let layout = try CgroupSandbox.unifiedLayout() else {
            print("skipped: the host has no version 2 hierarchy")
            return
        }
        try CgroupSandbox.use(layout) { sandbox in
            let folder = try #require(sandbox.tree.paths.first)
            let cgroup = try FileDescriptor.open(folder, .readOnly, options: [.directory, .closeOnExec])
            defer { cgroup.closeIgnoringErrors() }

            let said = try output { $0.cgroup = cgroup }

            #expect(said.hasSuffix("\(sandbox.tree.path)\n"))
        }
    }

    @Test("a child begins where its parent is when it cannot begin elsewhere")
    func cannotBegin() throws {
        let folder = try FileDescriptor.open("/proc", .readOnly, options: [.directory, .closeOnExec])
        defer { folder.closeIgnoringErrors() }

        let said = try output { $0.cgroup = folder }

        #expect(try said == output { _ in })
    }

    private func output(_ change: (inout SpawnRequest) -> Void) throws -> String {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        var request = SpawnRequest(executable: "/bin/busybox", arguments: Self.tells)
        request.descriptors = [nil, pipe.write, .standardError]
        change(&request)
        let process: SpawnedProcess
        do {
            defer { pipe.write.closeIgnoringErrors() }
            process = try Spawn.start(request)
        }
        defer { process.pidfd.closeIgnoringErrors() }
        var bytes: [UInt8] = []
        while let more = try pipe.read.readNow(upTo: 4096), !more.isEmpty { bytes += more }
        var watched = pollfd(fd: process.pidfd.rawValue, events: Int16(POLLIN), revents: 0)
        poll(&watched, 1, -1)
        _ = try PIDDescriptor.reap(process.pidfd)
        return String(decoding: bytes, as: UTF8.self)
    }
}
