import Garden
import Linux
import LinuxAsync
import SystemPackage
import Testing

extension ServerProcess {
    /// The process whose number stands in a file of a container's folder.
    func pid(in file: String, of handle: Handle) throws -> PID {
        let text = String(decoding: try Files.read(depot.appending(handle.value).appending(file)), as: UTF8.self)
        return try #require(Int32(text.prefix { $0.isNumber }).flatMap(PID.init(rawValue:)))
    }

    /// Kills that process and waits until it has ended.
    func kill(pidIn file: String, of handle: Handle) throws {
        let descriptor = try PIDDescriptor.open(try pid(in: file, of: handle))
        defer { descriptor.closeIgnoringErrors() }
        try PIDDescriptor.send(.kill, to: descriptor)
        let poll = try EventPoll()
        try poll.add(descriptor, .readable, token: 1)
        _ = try poll.wait()
    }

    /// Waits until a container's init executes its own program. A runtime has done its part just before that, and until
    /// then init has the runtime's name, memory and threads.
    func untilInitRuns(in handle: Handle) async throws {
        let name = FilePath("/proc/\(try pid(in: "init.pid", of: handle))/comm")
        while try Files.read(name) != Array("garden-init\n".utf8) { await Task.yield() }
    }

    /// What is in a container's cgroup.
    func processes(of id: String) throws -> [PID] {
        for hierarchy in ["pids", "memory", "unified", "."] {
            let file = FilePath("/sys/fs/cgroup/\(hierarchy)/guardian-\(tag)/containers/\(id)/cgroup.procs")
            guard Files.exists(file) else { continue }
            let text = String(decoding: try Files.read(file), as: UTF8.self)
            return text.split(separator: "\n").compactMap { Int32($0).flatMap(PID.init(rawValue:)) }
        }
        return []
    }

    /// Ends a server, cleans up and looks at what is left.
    func endAndCleanUp(_ process: SpawnedProcess) async throws {
        try PIDDescriptor.send(.terminate, to: process.pidfd)
        _ = try await system.exitStatus(of: process)
        try await cleanUp()
        #expect(try await Leftovers(of: self).found() == [])
    }
}
