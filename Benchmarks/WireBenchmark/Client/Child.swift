import Glibc
import Linux
import SystemPackage

/// A child process that runs this program in another mode.
struct Child {
    let pid: PID
    private let pidfd: FileDescriptor

    static func start(_ arguments: [String], descriptors: [FileDescriptor?]) throws -> Child {
        var request = SpawnRequest(executable: "/proc/self/exe", arguments: ["WireBenchmark"] + arguments)
        request.descriptors = descriptors
        let process = try Spawn.start(request)
        return Child(pid: process.pid, pidfd: process.pidfd)
    }

    /// Waits until it has ended. Returns its exit status, or 128 plus the signal's number.
    func wait() throws -> Int32 {
        defer { try? pidfd.close() }
        var polled = pollfd(fd: pidfd.rawValue, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, -1) == 1, let status = try PIDDescriptor.reap(pidfd) else {
            throw BenchmarkError(call: "wait for a child")
        }
        return status.code
    }
}
