import Cgroups
import Glibc
import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing

/// Where damaged documents are tried: processes, mounts, names, links and queues of its own, a file system in memory of
/// its own, and `gdn-runc`.
final class FuzzGround {
    /// How a call ended.
    struct Answer {
        /// Nil: it did not in time, and all processes were killed.
        let status: Linux.ExitStatus?
        let output: String
        let errors: String
    }

    /// The folder of everything; a file system of its own, so that nobody shares what is changed of it.
    let folder: FilePath
    let guardian: FuzzGuard
    private let place: TemporaryDirectory
    private let cgroup = "/guardian-test-" + RandomUUID.make()
    private var holder: Holder
    private var usual: (mounts: [UInt8], processes: Int) = ([], 0)

    private static let mode = FilePermissions(rawValue: 0o755)
    /// The container that others enter.
    static let standing = "standing"

    init() throws {
        place = try TemporaryDirectory("fuzz")
        folder = place.path
        guardian = FuzzGuard(ground: folder.string, cgroup: cgroup)
        try Mounts.mount(
            MountRequest(source: "tmpfs", type: "tmpfs", data: "size=256m,mode=755"), at: folder)
        for name in ["bundle", "bundle/shared", "inside", "scratch", "out"] {
            try Files.makeDirectory(folder.appending(FilePath(name).components), mode: Self.mode)
        }
        for bundle in ["bundle", "inside"] {
            try BusyboxImage.make(at: folder.appending(bundle).appending("rootfs"))
        }
        holder = try Self.startHolder()
        try write([], "bundle/shared/file")
        try stand()
    }

    /// Lets go of all of it.
    func remove() throws {
        _ = try call("delete", "--force", Self.standing)
        try endHolder()
        let tree = try CgroupTree(cgroup, in: .detect())
        #expect(try tree.killAll() == [])
        try tree.remove()
        try Mounts.unmount(folder, lazily: true)
    }

    /// Puts a file into the folder.
    func write(_ bytes: [UInt8], _ path: String) throws {
        try Files.write(
            bytes, to: folder.appending(FilePath(path).components), mode: FilePermissions(rawValue: 0o644),
            durably: false)
    }

    /// Calls the runtime with the ground's root.
    func call(_ arguments: String...) throws -> Answer {
        try call(["--root", folder.appending("root").string] + arguments)
    }

    /// Calls the runtime, and waits for its end; not for long.
    func call(_ arguments: [String]) throws -> Answer {
        let pid = "\(holder.pid)"
        let output = folder.appending("out").appending("output")
        let errors = folder.appending("out").appending("errors")
        let command = ["nsenter", "-t", pid, "-m", "-p", "-u", "-i", "-n", "--wd=\(folder)/scratch"]
        let process = try Self.start(
            "/usr/bin/nsenter", command + [try BuiltPrograms.path(of: "gdn-runc").string] + arguments, output, errors)
        defer { process.pidfd.closeIgnoringErrors() }
        let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)], milliseconds: 20_000)[0]
        if ready.isEmpty { try PIDDescriptor.send(.kill, to: holder.pidfd) }
        if ready.isEmpty { _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)]) }
        let status = try PIDDescriptor.reap(process.pidfd)
        return Answer(
            status: ready.isEmpty ? nil : status,
            output: String(decoding: try Files.read(output), as: UTF8.self),
            errors: String(decoding: try Files.read(errors), as: UTF8.self))
    }

    /// What is there that was not there before any case; and the same state as then.
    func left(of id: String) throws -> [String] {
        var left: [String] = []
        for hierarchy in try CgroupLayout.detect().hierarchies {
            let path = FilePath(hierarchy.mountPoint.string + hierarchy.ownPath).appending(id)
            if Files.exists(path) { left.append("\(path)") }
        }
        let mounts = try mounts()
        if mounts != usual.mounts { left.append("mounts: \(String(decoding: mounts, as: UTF8.self))") }
        let names = try Files.entries(of: folder.appending("root")).filter { !$0.hasPrefix(".") }
        if names.sorted() != [Self.standing] { left.append("folders: \(names)") }
        let cgroups = try CgroupTree(cgroup, in: .detect()).children()
        if cgroups != [Self.standing] { left.append("cgroups: \(cgroups)") }
        var processes = try processes()
        if processes.count != usual.processes {
            // Who was killed may still be on his way out: as long as another call takes.
            _ = try call("state", Self.standing)
            processes = try self.processes()
        }
        if processes.count != usual.processes { left.append("processes: \(processes)") }
        return left
    }

    /// Makes everything as it was, when something is left or the standing container has ended.
    func restore() throws {
        try endHolder()
        let tree = try CgroupTree(cgroup, in: .detect())
        #expect(try tree.killAll() == [])
        try tree.remove()
        holder = try Self.startHolder()
        for name in ["root", "scratch"] { try Files.removeTree(folder.appending(name)) }
        try Files.makeDirectory(folder.appending("scratch"), mode: Self.mode)
        try stand()
    }

    private func stand() throws {
        var document = try JSONValue(parsing: FuzzDocument.standing).object ?? JSONObject()
        var linux = document["linux"]?.object ?? JSONObject()
        linux["cgroupsPath"] = .string("\(cgroup)/\(Self.standing)")
        document["linux"] = .object(linux)
        try write(JSONValue.object(document).encoded(), "inside/config.json")
        let answer = try call("run", "-d", "-b", "\(folder)/inside", Self.standing)
        try #require(answer.status == .exited(0), "\(answer.errors)")
        usual = (try mounts(), try processes().count)
    }

    private func mounts() throws -> [UInt8] { try Files.read(FilePath("/proc/\(holder.pid)/mountinfo")) }

    /// The command lines of what runs in the ground.
    private func processes() throws -> [String] {
        let proc = FilePath("/proc/\(holder.pid)/root/proc")
        return try Files.entries(of: proc).filter { Int($0) != nil }.map { number in
            do {
                let line = try Files.read(proc.appending(number).appending("cmdline"))
                let status = String(
                    decoding: try Files.read(proc.appending(number).appending("status")), as: UTF8.self)
                let facts = status.split(separator: "\n").filter { line in
                    ["Name:", "State:", "PPid:"].contains { line.hasPrefix($0) }
                }
                let words = String(decoding: line.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
                return "\(number) \(facts.joined(separator: " ")): \(words)"
            } catch {
                return "\(number): gone"
            }
        }
    }

    private func endHolder() throws {
        try PIDDescriptor.send(.kill, to: holder.pidfd)
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(holder.pidfd)])
        holder.pidfd.closeIgnoringErrors()
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(holder.parent.pidfd)])
        _ = try PIDDescriptor.reap(holder.parent.pidfd)
        holder.parent.pidfd.closeIgnoringErrors()
    }

    private static func start(
        _ program: FilePath, _ arguments: [String], _ output: FilePath, _ errors: FilePath
    ) throws -> SpawnedProcess {
        var descriptors: [FileDescriptor?] = [nil]
        defer { for descriptor in descriptors { descriptor?.closeIgnoringErrors() } }
        for path in [output, errors] {
            let number = path.withPlatformString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) }
            descriptors.append(FileDescriptor(rawValue: number))
        }
        var request = SpawnRequest(executable: program, arguments: arguments)
        request.environment = ["PATH=/usr/bin:/bin"]
        request.descriptors = descriptors
        return try Spawn.start(request)
    }

    /// The first process of the ground, and the one that waits for it.
    private struct Holder {
        let pid: PID
        let pidfd: FileDescriptor
        let parent: SpawnedProcess
    }

    private static func startHolder() throws -> Holder {
        // The first process inside; whoever loses his parent there is not to be waited for.
        let script = "mount -t tmpfs tmpfs /run; echo; exec env --ignore-signal=CHLD sleep infinity"
        let ready = try Pipe.make()
        defer { ready.read.closeIgnoringErrors() }
        var request = SpawnRequest(
            executable: "/usr/bin/unshare",
            arguments: [
                "unshare", "--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
                "--propagation", "private", "/bin/sh", "-c", script,
            ])
        request.environment = ["PATH=/usr/bin:/bin:/usr/sbin:/sbin"]
        request.descriptors = [nil, ready.write, nil]
        let outer = try Spawn.start(request)
        ready.write.closeIgnoringErrors()
        _ = try ready.read.readNow(upTo: 1)
        let text = String(
            decoding: try Files.read(FilePath("/proc/\(outer.pid)/task/\(outer.pid)/children")), as: UTF8.self)
        let number = try #require(text.split(separator: " ").first)
        let pid = try #require(Int32(number).flatMap(PID.init(rawValue:)))
        return Holder(pid: pid, pidfd: try PIDDescriptor.open(pid), parent: outer)
    }
}

extension FuzzGround {
    /// Whether the runtime has a container of that name.
    func has(_ id: String) -> Bool { Files.exists(folder.appending("root").appending(id)) }

    /// Removes what is in a folder of the ground.
    func empty(_ name: String) throws {
        let folder = folder.appending(name)
        for entry in try Files.entries(of: folder) { try Files.removeTree(folder.appending(entry)) }
    }
}
