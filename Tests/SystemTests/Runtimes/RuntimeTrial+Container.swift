import Glibc
import JSON
import Linux
import OCI
import SystemPackage
import Testing

extension RuntimeTrial {
    /// What root of a container may do here, where a test does not say.
    static let capabilities = [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_KILL", "CAP_MKNOD", "CAP_SETGID", "CAP_SETUID",
    ]

    /// The document that the next container is made of: root's `sleep 1000` in namespaces of its own, as `change` makes it.
    func write(id: String = "c", _ change: (inout RuntimeSpec) -> Void) throws {
        var spec = RuntimeSpec()
        spec.rootPath = "rootfs"
        spec.process.arguments = ["/bin/sleep", "1000"]
        spec.process.environment = ["PATH=/bin"]
        spec.process.capabilities = OCICapabilities(
            bounding: Self.capabilities, effective: Self.capabilities, permitted: Self.capabilities)
        spec.mounts = [
            OCIMount(destination: "/proc", type: "proc", source: "proc"),
            OCIMount(destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"]),
            OCIMount(
                destination: "/dev/pts", type: "devpts", source: "devpts",
                options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
        ]
        spec.linux.namespaces = [.init(.pid), .init(.ipc), .init(.uts), .init(.mount), .init(.network)]
        spec.linux.cgroupsPath = cgroup + "/" + id
        change(&spec)
        try write(String(decoding: spec.json.encoded(), as: UTF8.self), to: bundle.appending("config.json"))
    }

    /// Runs a script as a container, in the foreground.
    func shell(_ script: String, _ change: (inout RuntimeSpec) -> Void = { _ in }) throws -> Answer {
        try write {
            $0.process.arguments = ["/bin/sh", "-c", script]
            change(&$0)
        }
        return try self("run", "c")
    }

    /// Makes a call that has to work.
    func succeed(_ arguments: String...) throws {
        let answer = try call(arguments)
        #expect(answer.status == 0, "\(answer)")
    }

    /// Starts the container of the document, detached.
    func run(_ id: String = "c") throws {
        try succeed("run", "--detach", id)
    }

    /// Starts a container of a script that makes the file `/tmp/ready`, and waits for that.
    func runUntilReady(_ script: String, _ change: (inout RuntimeSpec) -> Void = { _ in }) throws {
        try write {
            $0.process.arguments = ["/bin/sh", "-c", script]
            change(&$0)
        }
        let watch = try NewNames.watch(image.appending("tmp"))
        defer { watch.closeIgnoringErrors() }
        try run()
        let isThere = try DescriptorPoll.wait([DescriptorPoll.Entry(watch)], milliseconds: 10_000)
        #expect(isThere != [[]], "nothing was made in /tmp")
    }

    /// What `state` tells.
    func state(_ id: String = "c") throws -> JSONValue {
        let answer = try self("state", id)
        #expect(answer.status == 0, "\(answer)")
        return try JSONValue(parsing: answer.output)
    }

    func status(_ id: String = "c") throws -> String { try state(id)["status"]?.string ?? "" }

    /// The number of a container's init.
    func pid(_ id: String = "c") throws -> PID {
        let number = try #require(try state(id)["pid"]?.integer(as: Int32.self))
        return try #require(PID(rawValue: number))
    }

    /// Waits until a container's init is no process any more, not even one that nobody has asked about, which `body`
    /// brings about.
    func waitForEnd(of id: String = "c", _ body: () throws -> Void) throws {
        let pidfd = try PIDDescriptor.open(try pid(id))
        defer { pidfd.closeIgnoringErrors() }
        try body()
        let hasEnded = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)], milliseconds: 10_000) != [[]]
        #expect(hasEnded, "\(id) goes on")
        // Hung up when it is reaped, from Linux 6.9 on.
        if hasEnded { _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd, [])], milliseconds: 10_000) }
    }

    /// Kills a container's init, and waits until it is gone.
    func stop(_ id: String = "c") throws {
        try waitForEnd(of: id) { try succeed("kill", id, "KILL") }
    }

    /// What a file of the container's cgroup says: of `one`'s controller in version 1, or of the version 2 hierarchy.
    /// Read by hand, so that no runtime is judged by code of ours.
    func cgroupFile(_ one: (controller: String, file: String), two: String) throws -> String {
        let isUnified = Files.exists("/sys/fs/cgroup/cgroup.controllers")
        let path = isUnified ? "\(cgroup)/c/\(two)" : "/\(one.controller)\(cgroup)/c/\(one.file)"
        return try read(FilePath("/sys/fs/cgroup" + path))
    }

    /// What a difference says of the runtime of this trial.
    func expected(_ difference: Difference) -> String { difference.expected(of: contender) }
}

extension RuntimeSpec {
    /// Gives the container users of its own; its root is 100000 outside.
    mutating func mapUsers() {
        linux.namespaces.append(OCINamespace(.user))
        linux.userMappings = [OCIIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
        linux.groupMappings = [OCIIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
    }
}
