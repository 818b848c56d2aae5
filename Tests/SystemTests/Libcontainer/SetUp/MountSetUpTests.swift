import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing

@Suite("The mounts of a document")
struct MountSetUpTests {
    /// What a mount is like: its own options, how it spreads, and the file system.
    private static let look =
        "busybox awk '$5 ~ \"^/x\" {print $5, $6, $7}' /proc/self/mountinfo | busybox sed 's/ -$//'"

    private static func mounts(_ list: String...) -> String { #"{"mounts":[\#(list.joined(separator: ","))]}"# }

    private static func folder(_ options: [String], _ mappings: String = "") -> String {
        let words = (["rbind"] + options).map { "\"\($0)\"" }.joined(separator: ",")
        return mounts(#"{"destination":"/x","type":"bind","source":"host","options":[\#(words)]\#(mappings)}"#)
    }

    /// A folder of the host in which a tmpfs is mounted, as `host` in the bundle.
    private func use(_ body: (OwnRuntime) throws -> Void) throws {
        try OwnRuntime.use { (runtime) throws in
            let host = runtime.bundle.appending("host")
            let inner = host.appending("inner")
            try Files.makeDirectories(inner, mode: FilePermissions(rawValue: 0o755))
            try Mounts.mount(MountRequest(source: "tmpfs", type: "tmpfs"), at: inner)
            defer {
                do {
                    try Mounts.unmountTop(inner, .detach)
                } catch {
                    Issue.record("cannot unmount \(inner): \(error)")
                }
            }
            for folder in [host, inner] {
                let file = folder.appending("file")
                try Files.write(
                    Array("text".utf8), to: file, mode: FilePermissions(rawValue: 0o644), durably: false)
                try Files.setOwner(FileOwner(user: 1000, group: 1001), of: file)
            }
            try body(runtime)
        }
    }

    @Test(
        "that show the host's are as the options say, and those below them when these begin with r",
        arguments: [
            ([], "rw,relatime", "rw,relatime"), (["ro"], "ro,relatime", "rw,relatime"),
            (["ro", "rw"], "rw,relatime", "rw,relatime"),
            (["nosuid", "nodev", "noexec"], "rw,nosuid,nodev,noexec,relatime", "rw,relatime"),
            (["nosuid", "suid", "nodev", "dev", "noexec", "exec"], "rw,relatime", "rw,relatime"),
            (["noatime"], "rw,noatime", "rw,relatime"), (["noatime", "atime"], "rw,relatime", "rw,relatime"),
            (["nodiratime"], "rw,nodiratime,relatime", "rw,relatime"), (["strictatime"], "rw", "rw,relatime"),
            (["nosymfollow"], "rw,relatime,nosymfollow", "rw,relatime"),
            (["nosymfollow", "symfollow"], "rw,relatime", "rw,relatime"),
            (
                ["defaults", "sync", "dirsync", "mand", "lazytime", "silent", "loud", "iversion"], "rw,relatime",
                "rw,relatime"
            ),
            (["rro"], "ro,relatime", "ro,relatime"), (["ro", "rrw"], "rw,relatime", "rw,relatime"),
            (["rnosuid", "rnodev"], "rw,nosuid,nodev,relatime", "rw,nosuid,nodev,relatime"),
            (["rnoexec"], "rw,noexec,relatime", "rw,noexec,relatime"),
            (["noexec", "rexec"], "rw,relatime", "rw,relatime"), (["rnoatime"], "rw,noatime", "rw,noatime"),
            (["rnodiratime"], "rw,nodiratime,relatime", "rw,nodiratime,relatime"),
            (["rstrictatime"], "rw", "rw"), (["noatime", "rrelatime"], "rw,relatime", "rw,relatime"),
            (["rnosymfollow"], "rw,relatime,nosymfollow", "rw,relatime,nosymfollow"),
        ] as [([String], String, String)])
    func options(_ options: [String], outer: String, inner: String) throws {
        try use { (runtime) throws in
            let answer = try runtime.run(patch: Self.folder(options), Self.look)

            #expect(answer.output == "/x \(outer)\n/x/inner \(inner)\n", "\(answer)")
        }
    }

    @Test(
        "spread as they should",
        arguments: [
            ("private", "", ""), ("rprivate", "", ""), ("shared", " shared:", ""), ("rshared", " shared:", " shared:"),
            ("slave", "", ""), ("rslave", "", ""), ("unbindable", " unbindable", ""),
            ("runbindable", " unbindable", " unbindable"),
        ])
    func propagation(_ word: String, outer: String, inner: String) throws {
        try use { (runtime) throws in
            let answer = try runtime.run(patch: Self.folder([word]), Self.look)

            let lines = answer.output.filter { !$0.isNumber }.split(separator: "\n")
            #expect(lines == ["/x rw,relatime\(outer)", "/x/inner rw,relatime\(inner)"], "\(answer)")
        }
    }

    @Test(
        "show other owners, for the whole tree if they should",
        arguments: [
            ("idmap", "5001:6001", "1000:1001"), ("ridmap", "5001:6001", "5001:6001"), ("rw", "5001:6001", "1000:1001"),
        ])
    func owners(_ word: String, outer: String, inner: String) throws {
        try use { (runtime) throws in
            let mappings =
                #","uidMappings":[{"containerID":0,"hostID":1,"size":10},{"containerID":1000,"hostID":5001,"size":1}],"#
                + #""gidMappings":[{"containerID":1001,"hostID":6001,"size":1}]"#

            let answer = try runtime.run(
                patch: Self.folder([word], mappings), "stat -c %u:%g /x/file /x/inner/file")

            #expect(answer.output == "\(outer)\n\(inner)\n", "\(answer)")
        }
    }

    @Test("show the container's own users with its mappings, when none are given")
    func containerOwners() throws {
        try use { (runtime) throws in
            let mount = #",{"destination":"/tmp","type":"bind","source":"host","options":["rbind","idmap"]}"#
            let answer = try runtime.run(
                patch: Document.withUsers(mounts: mount), "stat -c %u:%g /tmp/file /tmp/inner/file")

            #expect(answer.output == "1000:1001\n65534:65534\n", "\(answer)")
        }
    }

    @Test(
        "of all types are made",
        arguments: [
            SetUpCase(
                "a file over nothing",
                mounts(#"{"destination":"/y/z","source":"config.json","options":["bind","ro"]}"#),
                "grep -c ociVersion /y/z; echo x >> /y/z || echo refused", .output("1\nrefused")),
            SetUpCase(
                "tmpfs",
                mounts(Document.mount("/x", "tmpfs", "tmpfs", "nosuid", "noexec", "size=64k", "mode=1777", "uid=5")),
                "\(look); stat -c '%u %a' /x; df -k /x | busybox awk 'NR==2 {print $2}'",
                .output("/x rw,nosuid,noexec,relatime\n5 1777\n64")),
            SetUpCase(
                "tmpfs with what was there",
                mounts(Document.mount("/etc", "tmpfs", "tmpfs", "tmpcopyup", "ro")),
                "ls /etc; stat -c %a /etc; touch /etc/x 2>/dev/null || echo refused",
                .output("group\npasswd\n755\nrefused")),
            SetUpCase(
                "the usual ones",
                mounts(
                    Document.devices,
                    Document.mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666", "gid=5"),
                    Document.mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
                    Document.mount("/dev/shm", "tmpfs", "shm", "mode=1777", "size=64k"),
                    Document.mount("/sys", "sysfs", "sysfs", "ro"),
                    Document.mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro")),
                "busybox awk '{print $5}' /proc/self/mountinfo | busybox sort | grep -v /sys/fs/cgroup/; "
                    + "ls -d /dev/ptmx /dev/pts/ptmx /sys/class; cat /sys/fs/cgroup/memory/cgroup.procs | grep -c 1; "
                    + "mkdir /sys/fs/cgroup/memory/x 2>/dev/null || echo refused",
                .has([
                    "/\n/dev\n/dev/mqueue\n/dev/pts\n/dev/shm\n/proc\n/sys\n/sys/fs/cgroup\n",
                    "/dev/ptmx\n/dev/pts/ptmx\n/sys/class\n", "refused",
                ])),
            SetUpCase(
                "cgroups of a namespace",
                #"{"linux":{"namespaces":[{"type":"cgroup"}]},"mounts":[\#(Document.mount("/sys", "sysfs", "sysfs")),"#
                    + #"\#(Document.mount("/sys/fs/cgroup", "cgroup", "cgroup"))]}"#,
                "busybox awk '$5 ~ \"cgroup/memory\" {print $4}' /proc/self/mountinfo; "
                    + "mkdir /sys/fs/cgroup/memory/mine && ls -d /sys/fs/cgroup/memory/mine",
                .output("/\n/sys/fs/cgroup/memory/mine")),
            SetUpCase(
                "without a slash", mounts(Document.mount("x", "tmpfs", "tmpfs")), look, .output("/x rw,relatime")),
        ])
    func types(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }

    @Test(
        "of all types are made for users of a namespace",
        arguments: [
            SetUpCase(
                "the usual ones",
                Document.withUsers(
                    mounts: ","
                        + [
                            Document.mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666", "gid=5"),
                            Document.mount("/dev/mqueue", "mqueue", "mqueue"),
                            Document.mount("/sys", "sysfs", "sysfs", "ro"),
                            Document.mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro"),
                        ].joined(separator: ",")),
                "ls -d /dev/ptmx /sys/class /sys/fs/cgroup/memory/tasks /dev/mqueue",
                .output("/dev/mqueue\n/dev/ptmx\n/sys/class\n/sys/fs/cgroup/memory/tasks")),
            SetUpCase(
                "cgroups of a namespace",
                Document.withUsers(
                    namespaces: #",{"type":"cgroup"}"#,
                    mounts: "," + Document.mount("/sys", "sysfs", "sysfs") + ","
                        + Document.mount("/sys/fs/cgroup", "cgroup", "cgroup")),
                "ls -d /sys/fs/cgroup/memory/tasks; mkdir /sys/fs/cgroup/memory/x 2>/dev/null || echo refused",
                .output("/sys/fs/cgroup/memory/tasks\nrefused")),
        ])
    func typesForUsers(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }

    @Test(
        "are refused when they cannot be",
        arguments: [
            SetUpCase(
                "an unknown type", mounts(Document.mount("/x", "nosuch", "x")),
                .refusal("begin file system nosuch: No such device")),
            SetUpCase(
                "an unknown option", mounts(Document.mount("/x", "tmpfs", "tmpfs", "nosuch=1")),
                .refusal("Unknown parameter 'nosuch'")),
            SetUpCase(
                "nothing to show", mounts(Document.mount("/x", "bind", "/nosuch", "bind")),
                .refusal("No such file or directory")),
            SetUpCase(
                "a file over a folder", mounts(Document.mount("/etc", "bind", "config.json", "bind")),
                .refusal("mount on /etc: Not a directory")),
            SetUpCase(
                "options for no file system", mounts(Document.mount("/x", "bind", "/tmp", "bind", "size=1")),
                .refusal("bind mounts cannot have any filesystem-specific options applied")),
            SetUpCase(
                "owners without mappings", mounts(Document.mount("/x", "bind", "/tmp", "bind", "idmap")),
                .refusal("id-mapped mounts must have both uid and gid mappings specified")),
            SetUpCase(
                "owners of a new file system",
                mounts(
                    #"{"destination":"/x","type":"tmpfs","source":"tmpfs","uidMappings":[{"containerID":0,"hostID":1,"#
                        + #""size":1}],"gidMappings":[{"containerID":0,"hostID":1,"size":1}]}"#),
                .refusal("id-mapped mounts are only supported for bind-mounts")),
        ])
    func refused(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }

    @Test(
        "of the host keep what it forbids, for users of a namespace",
        arguments: [
            (["rbind"], "/tmp ro,nosuid,nodev,noexec,relatime"),
            (["rbind", "ro"], "/tmp ro,nosuid,nodev,noexec,relatime"),
            (["rbind", "rw"], nil), (["rbind", "noatime", "exec"], nil),
        ] as [([String], String?)])
    func locked(_ options: [String], look: String?) throws {
        try OwnRuntime.use { (runtime) throws in
            let host = runtime.bundle.appending("locked")
            try Files.makeDirectory(host, mode: FilePermissions(rawValue: 0o755))
            let flags: MountRequest.Flags = [.readOnly, .noSetID, .noDevices, .noExecution]
            try Mounts.mount(MountRequest(source: "tmpfs", type: "tmpfs", flags: flags), at: host)
            defer {
                do {
                    try Mounts.unmountTop(host, .detach)
                } catch {
                    Issue.record("cannot unmount \(host): \(error)")
                }
            }
            let words = options.map { "\"\($0)\"" }.joined(separator: ",")
            let mount = #",{"destination":"/tmp","type":"bind","source":"locked","options":[\#(words)]}"#

            let answer = try runtime.run(
                patch: Document.withUsers(mounts: mount),
                "busybox awk '$5 == \"/tmp\" {print $5, $6}' /proc/self/mountinfo; mount -o remount,bind,rw /tmp 2>&1")

            if let look {
                #expect(answer.output.hasPrefix(look), "\(answer)")
                #expect(answer.output.contains("denied") || answer.output.contains("not permitted"), "\(answer)")
            } else {
                #expect(answer.errors.contains("the source's flags are locked and cannot be cleared"), "\(answer)")
            }
        }
    }
}
