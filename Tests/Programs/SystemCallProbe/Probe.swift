import Glibc
import Linux
import SystemPackage

/// What the program can do, and what it needs for that.
enum Probe {
    typealias Scenario = @Sendable ([String]) throws(LinuxError) -> Void

    static let scenarios: [String: Scenario] = [
        "clone": Namespacing.clone, "clone-cgroup": Namespacing.cloneIntoCgroup, "sibling": Namespacing.sibling,
        "enter": Namespacing.enter, "user": Namespacing.user, "time": Namespacing.time,
        "trees": Mounting.trees, "pivot": Mounting.pivot, "private-proc": Mounting.privateProc,
        "devices": Mounting.devices, "working-folder": Mounting.workingFolder,
        "capabilities": Privileges.capabilities, "attributes": Privileges.attributes,
        "keyring": Privileges.keyring, "scheduling": Privileges.scheduling,
        "filter": Filters.filter, "listener": Filters.listener,
        "protect": Programs.protect, "protected": Programs.protected, "attack": Programs.attack,
        "descriptors": Programs.descriptors, "signals": Programs.signals, "pipe": Programs.pipe,
    ]

    /// Tells something, at once.
    static func say(_ name: String, _ value: some CustomStringConvertible) {
        var line = "\(name)=\(value)\n"
        line.withUTF8 { _ = Glibc.write(1, $0.baseAddress, $0.count) }
    }

    /// Tells the errno that something ends with, or `none`.
    static func sayError(_ name: String, _ body: () throws(LinuxError) -> Void) {
        do {
            try body()
            say(name, "none")
        } catch {
            say(name, error.errno.map { "\($0.rawValue)" } ?? "\(error)")
        }
    }

    /// Makes a child that does something and ends; waits for it and tells how.
    static func child(_ body: () throws(LinuxError) -> Void) throws(LinuxError) -> ExitStatus? {
        try child(Clone.Request(), meanwhile: { _, _ in }, inChild: body)
    }

    /// The same with a child of some kind.
    static func child(
        _ request: Clone.Request, _ body: () throws(LinuxError) -> Void
    ) throws(LinuxError) -> ExitStatus? {
        try child(request, meanwhile: { _, _ in }, inChild: body)
    }

    /// The same, while this process does something that needs the child.
    static func child(
        _ request: Clone.Request = Clone.Request(), meanwhile: (PID, FileDescriptor) throws(LinuxError) -> Void,
        inChild body: () throws(LinuxError) -> Void
    ) throws(LinuxError) -> ExitStatus? {
        guard case .parent(let pid, let pidfd) = try Clone.start(request) else {
            do {
                try body()
            } catch {
                say("error", "\(error)")
                _exit(1)
            }
            _exit(0)
        }
        defer { pidfd.closeIgnoringErrors() }
        try meanwhile(pid, pidfd)
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
        return try PIDDescriptor.reap(pidfd)
    }

    /// A mount namespace of our own whose mounts nobody else sees.
    static func isolateMounts() throws(LinuxError) {
        try Namespaces.unshare(.mount)
        try Mounts.setPropagation(.private, at: "/", recursive: true)
    }

    /// The fields of a line of /proc/self/status.
    static func status(_ title: String) throws(LinuxError) -> String {
        let text = String(decoding: try Files.read("/proc/self/status"), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(title + ":") }
        return line.map { String($0.dropFirst(title.count + 1).filter { !$0.isWhitespace }) } ?? ""
    }

    static func open(_ path: String, _ flags: Int32) -> FileDescriptor? {
        let number = Glibc.open(path, flags | O_CLOEXEC)
        return number < 0 ? nil : FileDescriptor(rawValue: number)
    }
}
