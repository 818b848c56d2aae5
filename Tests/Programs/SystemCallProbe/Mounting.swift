import Glibc
import Linux
import SystemPackage

enum Mounting {
    private static let mode = FilePermissions(rawValue: 0o755)

    /// A tmpfs made by descriptors at a folder that the caller names.
    private static func tmpfs(at path: String, _ attributes: MountAttributes = []) throws(LinuxError) -> FileDescriptor
    {
        let context = try FileSystemContext("tmpfs")
        try context.set("size", to: "1m")
        try context.set("mode", to: "711")
        let tree = try context.mount(attributes)
        let place = try RootDirectory("/").place(FilePath(path))
        defer { place.closeIgnoringErrors() }
        try Mounts.attach(tree, on: place)
        return tree
    }

    static func trees(_ arguments: [String]) throws(LinuxError) {
        try Probe.isolateMounts()
        let path = FilePath(arguments[2])
        let top = try tmpfs(at: arguments[2], [.noSetID, .noDevices])
        let root = RootDirectory(owning: try top.duplicated())
        Probe.say("kind", try FileSystemKind.of(top) == .tmpfs)
        Probe.say("mode", String(try FileStatus.of(path).mode.rawValue, radix: 8))
        Probe.say("top", try Mounts.isMountPoint(top))
        let entry = try MountTable.current().last { $0.mountPoint == path }
        Probe.say("id", try Mounts.id(of: top) == entry?.id)
        Probe.say("options", entry?.options.joined(separator: ",") ?? "")
        Probe.say("flags", try Mounts.flags(of: top).isSuperset(of: [.noSetID, .noDevices]))

        let a = try root.makeFolder("/a", mode: mode)
        let b = try root.makeFolder("/b/c", mode: mode)
        let tree = try Mounts.cloneTree(of: a)
        try Mounts.change(tree, MountChange(set: [.readOnly, .noExecution, .noLinks], propagation: .shared))
        try Mounts.attach(tree, on: b)
        Probe.sayError("read-only") { () throws(LinuxError) in
            try Files.makeDirectory(path.appending("b/c/d"), mode: mode)
        }
        let bound = try MountTable.current().last { $0.mountPoint == path.appending("b/c") }
        Probe.say("bound", bound?.options.joined(separator: ",") ?? "")
        Probe.say("propagation", bound?.propagation.first?.prefix(6) ?? "")
        try Mounts.change(top, MountChange(set: .readOnly), recursive: true)
        Probe.sayError("recursive") { () throws(LinuxError) in try Files.makeDirectory(path.appending("x"), mode: mode)
        }
        try Mounts.change(top, MountChange(clear: .readOnly))

        let file = try root.makeFile("/file", mode: mode, folderMode: mode)
        try Mounts.mount(MountRequest(source: "/proc/version", flags: .bind), on: file)
        Probe.say("by-descriptor", try Files.read(path.appending("file")).count > 10)
        Probe.sayError("stale") { () throws(LinuxError) in try root.verify(file, isAt: "/file") }
        let now = try root.place("/file")
        Probe.sayError("verified") { () throws(LinuxError) in try root.verify(now, isAt: "/file") }
        now.closeIgnoringErrors()
        Probe.sayError("bad-option") { () throws(LinuxError) in try FileSystemContext("tmpfs").set("nonsense", to: "1")
        }
        Probe.sayError("bad-type") { () throws(LinuxError) in _ = try FileSystemContext("nonsense") }
        try Mounts.unmountTop(path.appending("file"), .noFollow)
        Probe.sayError("nothing-mounted") { () throws(LinuxError) in
            try Mounts.unmountTop(path.appending("file"), .noFollow)
        }
    }

    static func pivot(_ arguments: [String]) throws(LinuxError) {
        try Probe.isolateMounts()
        let top = try tmpfs(at: arguments[2])
        let root = RootDirectory(owning: try top.duplicated())
        try root.makeFolder("/only", mode: mode).closeIgnoringErrors()
        try RootChange.enter(top)
        try RootChange.pivot()
        Probe.say("entries", try Files.entries(of: "/").joined(separator: ","))
        Probe.sayError("inside") { () throws(LinuxError) in try Execution.verifyWorkingDirectory() }
    }

    static func privateProc(_ arguments: [String]) throws(LinuxError) {
        try Probe.isolateMounts()
        let proc = try PrivateProc()
        // Somebody's file over the one that is meant.
        let decoy = FilePath(arguments[2]).appending("decoy")
        try Files.write([], to: decoy, mode: .ownerReadWrite, durably: false)
        try Mounts.mount(MountRequest(source: decoy.string, flags: .bind), at: "/proc/self/comm")
        try proc.write("renamed", to: "self/comm")
        Probe.say("decoy", try Files.read(decoy).count)
        Probe.say("name", try Probe.status("Name"))
        Probe.sayError("no-sys") { () throws(LinuxError) in _ = try proc.open("sys/kernel/hostname", .readOnly) }
        Probe.sayError("magic") { () throws(LinuxError) in _ = try proc.open("self/root/etc/passwd", .readOnly) }
        Probe.sayError("outside") { () throws(LinuxError) in _ = try proc.open("../etc/passwd", .readOnly) }
        let whole = try PrivateProc(processesOnly: false)
        Probe.sayError("whole") { () throws(LinuxError) in _ = try whole.open("sys/kernel/hostname", .readOnly) }
        Probe.sayError("no-proc") { () throws(LinuxError) in
            _ = try PrivateProc(owning: try FolderEntry.reopen(try RootDirectory("/").place("/"), flags: O_RDONLY))
        }
    }

    static func devices(_ arguments: [String]) throws(LinuxError) {
        try Probe.isolateMounts()
        let top = try tmpfs(at: arguments[2])
        OwnProcess.setFileModeMask(FilePermissions(rawValue: 0o077))
        let owner = FileOwner(user: 12, group: 34)
        let null = DeviceNode(
            .characterDevice, DeviceNumber(major: 1, minor: 3), mode: FilePermissions(rawValue: 0o666), owner: owner)
        let made = try null.make("null", in: top)
        let status = try FileStatus.of(made)
        Probe.say("node", "\(String(status.mode.rawValue, radix: 8)) \(status.owner.user) \(status.owner.group)")
        Probe.say("device", status.represented)
        Probe.say("is-null", try null.isBehind(made))
        let path = FilePath(arguments[2])
        Probe.sayError("open-null") { () throws(LinuxError) in _ = try DeviceNode.openNull(path.appending("null")) }
        Probe.sayError("again") { () throws(LinuxError) in _ = try null.make("null", in: top) }
        let zero = DeviceNode(.characterDevice, DeviceNumber(major: 1, minor: 5), mode: mode, owner: owner)
        _ = try zero.make("zero", in: top)
        Probe.sayError("zero") { () throws(LinuxError) in _ = try DeviceNode.openNull(path.appending("zero")) }
        try FolderEntry.makeLink("link", to: "null", in: top)
        Probe.sayError("linked-null") { () throws(LinuxError) in _ = try DeviceNode.openNull(path.appending("link")) }
        let pipe = DeviceNode(
            .pipe, DeviceNumber(major: 0, minor: 0), mode: FilePermissions(rawValue: 0o622), owner: owner)
        Probe.say("pipe", String(try FileStatus.of(try pipe.make("pipe", in: top)).mode.rawValue, radix: 8))
    }

    static func workingFolder(_ arguments: [String]) throws(LinuxError) {
        let inside = FilePath(arguments[2])
        let outside = try RootDirectory("/").place("/usr")
        try Files.makeDirectory(inside.appending("gone"), mode: mode)
        try Files.enter(inside.appending("gone"))
        Probe.sayError("there") { () throws(LinuxError) in try Execution.verifyWorkingDirectory() }
        rmdir(inside.appending("gone").string)
        Probe.sayError("removed") { () throws(LinuxError) in try Execution.verifyWorkingDirectory() }
        try Files.enter(inside)
        try RootChange.change()
        Probe.sayError("root") { () throws(LinuxError) in try Execution.verifyWorkingDirectory() }
        try RootChange.enter(outside)
        Probe.sayError("leaked") { () throws(LinuxError) in try Execution.verifyWorkingDirectory() }
    }
}
