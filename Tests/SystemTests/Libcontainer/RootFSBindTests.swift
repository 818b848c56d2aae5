import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@Suite("What a container is shown of the host")
struct RootFSBindTests {
    private func bind(_ source: FilePath, _ destination: String, _ options: [String]) -> OCIMount {
        OCIMount(destination: destination, type: "none", source: source.string, options: options)
    }

    @Test("shows files and folders, where it makes what they are mounted on")
    func filesAndFolders() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFile(sandbox.outside("/file"), "text")
            try sandbox.makeFolder(sandbox.outside("/folder"))
            sandbox.spec.mounts += [
                bind(sandbox.outside("/file"), "/new/place/file", ["bind", "ro"]),
                bind(sandbox.outside("/folder"), "/new/folder", ["bind"]),
            ]

            let run = try sandbox.build("read:/new/place/file", "write:/new/place/file", "write:/new/folder")

            #expect(run.failure == "")
            #expect(run["read:/new/place/file"] == "text")
            #expect(run["write:/new/place/file"] == "errno \(EROFS)")
            #expect(run["write:/new/folder"] == "ok")
            #expect(Files.exists(sandbox.outside("/folder/made")))
        }
    }

    static let flags: [(options: [String], answer: String)] = [
        (["bind"], "ro,nosuid,nodev,noatime"),
        (["bind", "noexec"], "rw,noexec,noatime"),
        (["bind", "rw"], "rw,noatime"),
        (["bind", "ro", "relatime"], "ro,relatime"),
        (["bind", "suid", "ro"], "ro,noatime"),
    ]

    @Test("has exactly the flags that are given, and the source's when there are none", arguments: flags)
    func exactFlags(options: [String], answer: String) throws {
        try RootFSSandbox.use { sandbox in
            let request = MountRequest(
                source: "host", type: "tmpfs", flags: [.noSetID, .noDevices, .noAccessTime])
            try sandbox.mountOutside(request, at: sandbox.outside("/m"))
            let remount: MountRequest.Flags = [.remount, .bind, .readOnly, .noSetID, .noDevices, .noAccessTime]
            try Mounts.mount(MountRequest(flags: remount), at: sandbox.outside("/m"))
            sandbox.spec.mounts.append(bind(sandbox.outside("/m"), "/m", options))

            let run = try sandbox.build("mount:/m")

            #expect(run.failure == "")
            #expect(run["mount:/m"].hasPrefix("tmpfs host \(answer) "))
        }
    }

    @Test("in a user namespace keeps what the source's mount forbids, and refuses to be asked for it")
    func lockedFlags() throws {
        try RootFSSandbox.use { sandbox in
            let flags: MountRequest.Flags = [.noSetID, .noDevices]
            try sandbox.mountOutside(
                MountRequest(source: "host", type: "tmpfs", flags: flags), at: sandbox.outside("/m"))
            try sandbox.useUserNamespace()
            sandbox.spec.mounts.append(bind(sandbox.outside("/m"), "/m", ["bind", "noexec"]))

            let kept = try sandbox.build("mount:/m")
            sandbox.spec.mounts[sandbox.spec.mounts.count - 1].options = ["bind", "suid"]
            let refused = try sandbox.build()

            #expect(kept.failure == "")
            #expect(kept["mount:/m"].hasPrefix("tmpfs host rw,nosuid,nodev,noexec,relatime"))
            #expect(refused.failure.hasSuffix("flags are locked and cannot be cleared: operation not permitted"))
        }
    }

    @Test("shows mounts below the source or does not, and makes all of them read-only when asked to")
    func recursion() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.mountOutside(MountRequest(source: "a", type: "tmpfs"), at: sandbox.outside("/m"))
            try sandbox.mountOutside(MountRequest(source: "b", type: "tmpfs"), at: sandbox.outside("/m/below"))
            try sandbox.makeFile(sandbox.outside("/m/below/file"))
            sandbox.spec.mounts += [
                bind(sandbox.outside("/m"), "/one", ["bind"]),
                bind(sandbox.outside("/m"), "/all", ["rbind", "ro"]),
                bind(sandbox.outside("/m"), "/each", ["rbind", "rro", "rnoatime"]),
            ]

            let run = try sandbox.build(
                "list:/one/below", "list:/all/below", "write:/all", "write:/all/below", "write:/each/below",
                "mount:/each/below")

            #expect(run.failure == "")
            #expect(run["list:/one/below"] == "")
            #expect(run["list:/all/below"] == "file")
            #expect(run["write:/all"] == "errno \(EROFS)")
            #expect(run["write:/all/below"] == "ok")
            #expect(run["write:/each/below"] == "errno \(EROFS)")
            #expect(run["mount:/each/below"].hasPrefix("tmpfs b ro,noatime"))
        }
    }

    @Test(
        "spreads mounts as the container and the mount say",
        arguments: [
            ("", [String](), "master"), ("", ["rprivate"], ""), ("rshared", [], "shared"), ("rprivate", [], ""),
            ("", ["rshared"], "shared,master"), ("rslave", ["unbindable"], "unbindable"),
        ])
    func propagation(root: String, options: [String], answer: String) throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.mountOutside(MountRequest(source: "a", type: "tmpfs"), at: sandbox.outside("/m"))
            try Mounts.setPropagation(.shared, at: sandbox.outside("/m"))
            if !root.isEmpty { sandbox.spec.linux.rootFSPropagation = root }
            sandbox.spec.mounts.append(bind(sandbox.outside("/m"), "/m", ["rbind"] + options))

            let run = try sandbox.build("mount:/m", "mount:/")

            #expect(run.failure == "")
            #expect(run["mount:/m"] == "tmpfs a rw,relatime \(answer)")
            #expect(Files.exists("/proc/self/mounts"))
        }
    }

    @Test(
        "shows other owners of files, by lists or by a namespace, below the source too when asked to",
        arguments: [
            (["bind"], "60005:60006", "1:1"), (["rbind", "ridmap"], "60005:60006", "60001:60001"),
        ])
    func mappedOwners(options: [String], file: String, below: String) throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.mountOutside(MountRequest(source: "a", type: "tmpfs"), at: sandbox.outside("/m"))
            try sandbox.mountOutside(MountRequest(source: "b", type: "tmpfs"), at: sandbox.outside("/m/below"))
            try sandbox.makeFile(sandbox.outside("/m/file"))
            try Files.setOwner(FileOwner(user: 5, group: 6), of: sandbox.outside("/m/file"))
            try sandbox.makeFile(sandbox.outside("/m/below/file"))
            try Files.setOwner(FileOwner(user: 1, group: 1), of: sandbox.outside("/m/below/file"))
            var mount = bind(sandbox.outside("/m"), "/m", options == ["bind"] ? ["rbind", "idmap"] : options)
            mount.userMappings = [OCIIDMapping(containerID: 0, hostID: 60000, size: 1000)]
            mount.groupMappings = mount.userMappings
            sandbox.spec.mounts.append(mount)

            let run = try sandbox.build("stat:/m/file", "stat:/m/below/file")

            #expect(run.failure == "")
            #expect(run["stat:/m/file"] == "file 644 \(file) 0:0")
            #expect(run["stat:/m/below/file"] == "file 644 \(below) 0:0")
        }
    }

    @Test("says when a file is to be mounted on a folder, or a folder on a file")
    func differentKinds() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFile(sandbox.outside("/file"))
            sandbox.spec.mounts.append(bind(sandbox.outside("/file"), "/etc", ["bind"]))

            let failure = try sandbox.build().failure

            #expect(failure.hasSuffix("to rootfs at \"/etc\": mount on /etc: Not a directory"))
        }
    }

    @Test("changes what is mounted already")
    func remount() throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts += [
                OCIMount(destination: "/t", type: "tmpfs", source: "t"),
                bind(sandbox.outside("/"), "/t", ["bind", "remount", "noexec"]),
            ]

            let run = try sandbox.build("mount:/t")

            #expect(run.failure == "")
            #expect(run["mount:/t"] == "tmpfs t rw,noexec,relatime ")
        }
    }
}
