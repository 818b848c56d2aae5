import Glibc
import Linux
import SystemPackage

/// The maps of a user namespace (user_namespaces(7)), for somebody who is outside.
enum UserMaps {
    /// Writes those of the namespace that a process was made with.
    ///
    /// - Parameter deniesGroups: whether nobody inside may change groups, as the kernel wants it of a runtime that is
    ///   not root.
    static func write(
        users: [IDMapping], groups: [IDMapping], of pid: PID, deniesGroups: Bool
    ) throws(LibcontainerError) {
        if deniesGroups { try write("deny", "setgroups", pid) }
        try write(text(users), "uid_map", pid)
        try write(text(groups), "gid_map", pid)
    }

    /// Reads those of a namespace that there is already, in the runtime's ids.
    ///
    /// The kernel shows them for a process that is inside, so one goes there and waits.
    static func read(_ path: FilePath) throws(LibcontainerError) -> (users: [IDMapping], groups: [IDMapping]) {
        let namespace = try system { () throws(LinuxError) in try Namespaces.open(path, .user) }
        defer { namespace.closeIgnoringErrors() }
        let channel = try SyncChannel.pair()
        defer { channel.runtime.close() }
        switch try system({ () throws(LinuxError) in try Clone.fork() }) {
        case .child:
            channel.runtime.close()
            visit(namespace, channel.process)
        case .parent(let pid, let pidfd):
            channel.process.close()
            defer { pidfd.closeIgnoringErrors() }
            let result = Result { () throws(LibcontainerError) in
                try channel.runtime.expect(.ready)
                return (users: try parse("uid_map", pid), groups: try parse("gid_map", pid))
            }
            // Failing means that it is gone already.
            _ = try? PIDDescriptor.send(.kill, to: pidfd)
            _ = try system { () throws(LinuxError) in try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)]) }
            _ = try system { () throws(LinuxError) in try PIDDescriptor.reap(pidfd) }
            return try result.get()
        }
    }

    private static func visit(_ namespace: FileDescriptor, _ channel: SyncChannel) -> Never {
        do throws(LibcontainerError) {
            try system { () throws(LinuxError) in
                try OwnProcess.setDumpable(false)
                try Namespaces.enter(namespace, .user)
            }
            try channel.send(.ready)
            _ = try channel.receive()
        } catch {
            _ = try? channel.send(.failed("\(error)"))
        }
        _exit(0)
    }

    private static func parse(_ file: String, _ pid: PID) throws(LibcontainerError) -> [IDMapping] {
        let path = FilePath("/proc/\(pid)/\(file)")
        let text = String(decoding: try system { () throws(LinuxError) in try Files.read(path) }, as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let numbers = line.split(separator: " ").compactMap { UInt32($0) }
            guard numbers.count == 3 else { return nil }
            return IDMapping(containerID: numbers[0], hostID: numbers[1], size: numbers[2])
        }
    }

    static func text(_ lines: [IDMapping]) -> String {
        lines.map { "\($0.containerID) \($0.hostID) \($0.size)\n" }.joined()
    }

    private static func write(_ text: String, _ file: String, _ pid: PID) throws(LibcontainerError) {
        try system { () throws(LinuxError) in
            try Files.overwrite(FilePath("/proc/\(pid)/\(file)"), with: Array(text.utf8))
        }
    }
}
