import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@Suite("A container's mounts")
struct RootFSMountTests {
    /// One mount, and what is seen of it.
    struct Case: CustomTestStringConvertible, Sendable {
        var mount: OCIMount
        var question: String
        var answer: String

        init(_ type: String, _ destination: String, _ options: [String], _ question: String, _ answer: String) {
            mount = OCIMount(destination: destination, type: type, source: type, options: options)
            (self.question, self.answer) = (question, answer)
        }

        var testDescription: String { "\(mount.type ?? "") on \(mount.destination) \(mount.options): \(question)" }
    }

    static let cases = [
        Case("proc", "/proc", ["nosuid", "noexec"], "mount:/proc", "proc proc rw,nosuid,noexec,relatime "),
        Case("sysfs", "/sys", ["ro", "nodev"], "mount:/sys", "sysfs sysfs ro,nodev,relatime "),
        Case("mqueue", "/dev/mqueue", ["nodev"], "mount:/dev/mqueue", "mqueue mqueue rw,nodev,relatime "),
        Case("tmpfs", "/t", ["noatime"], "mount:/t", "tmpfs tmpfs rw,noatime "),
        Case("tmpfs", "/t", ["strictatime", "nodiratime"], "mount:/t", "tmpfs tmpfs rw,nodiratime "),
        Case("tmpfs", "/t", ["nosymfollow", "sync", "size=4k"], "mount:/t", "tmpfs tmpfs rw,relatime,nosymfollow "),
        Case("tmpfs", "/t", ["rshared"], "mount:/t", "tmpfs tmpfs rw,relatime shared"),
        Case("tmpfs", "/t", ["rnoexec", "rro"], "mount:/t", "tmpfs tmpfs ro,noexec,relatime "),
        Case("tmpfs", "/t", [], "stat:/t", "folder 1777 0:0 0:0"),
        Case("tmpfs", "/etc", [], "stat:/etc", "folder 755 0:0 0:0"),
        Case("tmpfs", "/etc", ["mode=1711", "uid=5", "gid=6"], "stat:/etc", "folder 1711 5:6 0:0"),
        Case("tmpfs", "/etc", ["ro"], "write:/etc", "errno \(EROFS)"),
        Case("tmpfs", "a/b/c", [], "write:/a/b/c", "ok"),
        Case("tmpfs", "/a/../x//y/./z", [], "mount:/x/y/z", "tmpfs tmpfs rw,relatime "),
        Case("cgroup", "/sys/fs/cgroup", ["ro"], "write:/sys/fs/cgroup", "errno \(EROFS)"),
    ]

    @Test("shows a file system as its options say", arguments: cases)
    func newFileSystems(_ one: Case) throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts.removeAll { $0.destination == one.mount.destination }
            if one.mount.destination == "/a/../x//y/./z" { try sandbox.makeFolder(sandbox.inside("a")) }
            let first = one.mount.destination == "/proc"
            sandbox.spec.mounts.insert(one.mount, at: first ? 0 : sandbox.spec.mounts.count)

            let run = try sandbox.build(one.question)

            #expect(run.failure == "")
            #expect(run[one.question] == one.answer)
        }
    }

    @Test("copies what a tmpfs covers into it when asked to, with owners and modes")
    func copyUp() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFolder(sandbox.inside("/data/deep"))
            try sandbox.makeFile(sandbox.inside("/data/deep/file"), "text")
            try Files.setOwner(FileOwner(user: 7, group: 8), of: sandbox.inside("/data/deep/file"))
            sandbox.spec.mounts.append(
                OCIMount(destination: "/data", type: "tmpfs", source: "tmpfs", options: ["tmpcopyup", "ro"]))

            let run = try sandbox.build("read:/data/deep/file", "stat:/data/deep/file", "write:/data", "mount:/data")

            #expect(run["read:/data/deep/file"] == "text")
            #expect(run["stat:/data/deep/file"] == "file 644 7:8 0:0")
            #expect(run["write:/data"] == "errno \(EROFS)")
            #expect(run["mount:/data"] == "tmpfs tmpfs ro,relatime ")
        }
    }

    @Test("mounts an overlay by its options")
    func overlay() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.mountOutside(MountRequest(source: "tmpfs", type: "tmpfs"), at: sandbox.outside("/layers"))
            for name in ["lower", "upper", "work"] { try sandbox.makeFolder(sandbox.outside("/layers/\(name)")) }
            try sandbox.makeFile(sandbox.outside("/layers/lower/file"), "below")
            let options = ["lower", "upper", "work"].map { "\($0)dir=\(sandbox.outside("/layers/\($0)"))" }
            sandbox.spec.mounts.append(
                OCIMount(destination: "/o", type: "overlay", source: "overlay", options: options))

            let run = try sandbox.build("read:/o/file", "write:/o")

            #expect(run.failure == "")
            #expect(run["read:/o/file"] == "below")
            #expect(run["write:/o"] == "ok")
            #expect(Files.exists(sandbox.outside("/layers/upper/made")))
        }
    }

    @Test("shows the container's hierarchies of cgroups, each where the host has it", arguments: [false, true])
    func cgroups(hasNamespace: Bool) throws {
        try RootFSSandbox.use { sandbox in
            let host = try MountTable.current().filter { $0.type == "cgroup" }
            guard !host.isEmpty else { return print("no version 1 cgroups here, nothing to show") }
            let names = Set(host.compactMap { $0.mountPoint.lastComponent?.string }).sorted()
            if hasNamespace { sandbox.spec.linux.namespaces.append(.init(.cgroup)) }
            sandbox.spec.mounts += [
                OCIMount(destination: "/sys", type: "sysfs", source: "sysfs"),
                OCIMount(destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["ro"]),
            ]

            let run = try sandbox.build(
                "list:/sys/fs/cgroup", "mount:/sys/fs/cgroup/\(names[0])", "write:/sys/fs/cgroup/\(names[0])")

            #expect(run.failure == "")
            #expect(run["list:/sys/fs/cgroup"] == names.joined(separator: ","))
            #expect(
                run["mount:/sys/fs/cgroup/\(names[0])"].hasPrefix("cgroup cgroup ro,nosuid,nodev,noexec,relatime"))
            #expect(run["write:/sys/fs/cgroup/\(names[0])"] == "errno \(EROFS)")
        }
    }

    @Test("names the mount that fails")
    func errors() throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts.append(
                OCIMount(destination: "/t", type: "tmpfs", source: "src", options: ["nonsense=1"]))

            let failure = try sandbox.build().failure

            #expect(failure.hasPrefix("error mounting \"src\" to rootfs at \"/t\": "))
            #expect(failure.contains("nonsense"))
        }
    }
}
