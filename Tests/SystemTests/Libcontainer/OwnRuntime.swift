import Cgroups
import Glibc
import GuardianTestSupport
import JSON
import Linux
import OCI
import SystemPackage
import Testing

/// The program `gdn-runc` with a bundle, a root and a cgroup of its own; all that a test made is gone when `use` returns.
final class OwnRuntime {
    /// What a call came to.
    struct Answer {
        let status: Int32
        let output: String
        let errors: String
    }

    let root: FilePath
    let bundle: FilePath
    let cgroup = "/guardian-test-" + RandomUUID.make()
    let program: FilePath
    private let folder: TemporaryDirectory
    private var calls = 0

    /// Runs `body` with the bundle of a container that sleeps, until that writes another document.
    static func use(_ body: (OwnRuntime) throws -> Void) throws {
        let runtime = try OwnRuntime()
        try runtime.write { _ in }
        let result = Result { try body(runtime) }
        for name in try runtime.left() { _ = try runtime("delete", "--force", name) }
        let left = try runtime.left()
        let tree = try CgroupTree(runtime.cgroup, in: .detect())
        let isThere = try tree.children()
        for pid in try tree.killAll() { Issue.record("\(pid) is still there") }
        try tree.remove()
        try result.get()
        #expect(left == [])
        #expect(isThere == [], "cgroups that no container has")
    }

    private init() throws {
        program = try BuiltPrograms.path(of: "gdn-runc")
        folder = try TemporaryDirectory("runtime")
        (root, bundle) = (folder.path.appending("root"), folder.path.appending("bundle"))
        try Files.makeDirectory(bundle, mode: FilePermissions(rawValue: 0o755))
        try Files.makeDirectory(root, mode: FilePermissions(rawValue: 0o700))
        try BusyboxImage.make(at: bundle.appending("rootfs"))
    }

    /// The document that the next container is made of.
    func write(id: String = "c", _ change: (inout RuntimeSpec) -> Void) throws {
        var spec = RuntimeSpec()
        spec.rootPath = "rootfs"
        spec.process.arguments = ["/bin/sleep", "1000"]
        spec.process.environment = ["PATH=/bin"]
        spec.mounts = [OCIMount(destination: "/proc", type: "proc", source: "proc")]
        spec.linux.namespaces = [.init(.pid), .init(.ipc), .init(.uts), .init(.mount), .init(.network)]
        spec.linux.cgroupsPath = cgroup + "/" + id
        change(&spec)
        try Files.write(
            spec.json.encoded(), to: bundle.appending("config.json"), mode: FilePermissions(rawValue: 0o600),
            durably: false)
    }

    /// How a program is called.
    struct Call {
        /// The program; nil: our own.
        var program: FilePath?
        /// Whether the root is given in front of everything else.
        var hasRoot = true
        var environment = ["PATH=/usr/bin:/bin"]
        /// Where it is called; nil: in the bundle.
        var folder: FilePath?
    }

    /// Calls the program with the root, in front of what is given, and waits for its end.
    func callAsFunction(_ arguments: String...) throws -> Answer { try call(arguments) }

    /// The same with a list, and maybe with another runtime.
    func callAsFunction(_ arguments: [String], program: FilePath? = nil, hasRoot: Bool = true) throws -> Answer {
        try call(arguments, as: Call(program: program, hasRoot: hasRoot))
    }

    /// Calls a program, and waits for its end.
    func call(_ arguments: [String], as call: Call = Call()) throws -> Answer {
        let (process, files) = try start(arguments, as: call)
        defer { process.pidfd.closeIgnoringErrors() }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
        let status = try #require(try PIDDescriptor.reap(process.pidfd))
        return Answer(
            status: status.code, output: String(decoding: try Files.read(files.output), as: UTF8.self),
            errors: String(decoding: try Files.read(files.errors), as: UTF8.self))
    }

    /// The same without waiting.
    func start(
        _ arguments: [String], as call: Call = Call()
    ) throws -> (SpawnedProcess, (output: FilePath, errors: FilePath)) {
        calls += 1
        // Files and not pipes: a container that stays has them open.
        let files = (output: folder.path.appending("out-\(calls)"), errors: folder.path.appending("err-\(calls)"))
        var descriptors: [FileDescriptor?] = [nil]
        defer { for descriptor in descriptors { descriptor?.closeIgnoringErrors() } }
        for path in [files.output, files.errors] {
            let number = path.withPlatformString { open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644) }
            descriptors.append(FileDescriptor(rawValue: number))
        }
        var request = SpawnRequest(
            executable: call.program ?? program,
            arguments: ["gdn-runc"] + (call.hasRoot ? ["--root", root.string] : []) + arguments)
        request.environment = call.environment
        request.workingDirectory = call.folder ?? bundle
        request.descriptors = descriptors
        return (try Spawn.start(request), files)
    }

    /// The status that `state` tells.
    func status(of id: String = "c") throws -> String {
        try JSONValue(parsing: self("state", id).output)["status"]?.string ?? ""
    }

    /// The init of a container.
    func initPID(of id: String = "c") throws -> PID {
        let number = try #require(try JSONValue(parsing: self("state", id).output)["pid"]?.integer(as: Int32.self))
        return try #require(PID(rawValue: number))
    }

    /// The init of a container, opened; the caller's.
    func openInit(of id: String = "c") throws -> FileDescriptor { try PIDDescriptor.open(initPID(of: id)) }

    /// Waits until a container's init has ended by itself.
    func waitForEnd(of id: String = "c") throws {
        let number = try #require(try JSONValue(parsing: self("state", id).output)["pid"]?.integer(as: Int32.self))
        guard let pid = PID(rawValue: number) else { return }
        let pidfd: FileDescriptor
        do {
            pidfd = try PIDDescriptor.open(pid)
        } catch {
            // Just now.
            return
        }
        defer { pidfd.closeIgnoringErrors() }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
    }

    /// Kills a container's init, and waits until it has ended.
    func stop(_ id: String = "c") throws {
        let pidfd = try openInit(of: id)
        defer { pidfd.closeIgnoringErrors() }
        #expect(try self("kill", id, "KILL").status == 0)
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
    }

    /// The names of containers' folders.
    func left() throws -> [String] { try Files.entries(of: root).filter { !$0.hasPrefix(".") }.sorted() }

    /// Whether a container has cgroups.
    func hasCgroup(_ id: String = "c") throws -> Bool {
        try CgroupTree(cgroup + "/" + id, in: .detect()).exists()
    }
}
