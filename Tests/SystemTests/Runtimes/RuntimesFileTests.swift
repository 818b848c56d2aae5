import Linux
import OCI
import SystemPackage
import Testing

@Suite("What a runtime's container sees of files")
struct RuntimesFileTests {
    @Test(
        "is nothing where a path is masked, and cannot be changed where it is read-only", arguments: Contender.allCases)
    func restrictions(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write("secret\n", to: trial.image.appending("etc").appending("secret"))
            try Files.makeDirectory(trial.image.appending("hidden"), mode: FilePermissions(rawValue: 0o755))
            try trial.write("secret\n", to: trial.image.appending("hidden").appending("file"))

            let answer = try trial.shell(
                """
                wc -c < /etc/secret; ls /hidden | wc -l; touch /hidden/x 2>/dev/null || echo no
                echo 1 > /proc/sys/kernel/domainname || echo no; touch /home/x || echo no; wc -c < /proc/timer_list
                """
            ) {
                $0.linux.maskedPaths = ["/etc/secret", "/hidden", "/nosuch", "/proc/timer_list"]
                $0.linux.readOnlyPaths = ["/proc/sys", "/home", "/nosuch"]
            }

            #expect(answer.lines == ["0", "0", "no", "no", "no", "0"], "\(answer)")
        }
    }

    @Test("cannot be changed when the root is read-only, mounts apart", arguments: Contender.allCases, [false, true])
    func root(contender: Contender, isReadOnly: Bool) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("touch /x && echo root; touch /t/x && echo mount; touch /dev/x && echo dev") {
                $0.isRootReadOnly = isReadOnly
                $0.mounts.append(OCIMount(destination: "/t", type: "tmpfs", source: "tmpfs"))
            }

            #expect(answer.lines == (isReadOnly ? ["mount", "dev"] : ["root", "mount", "dev"]), "\(answer)")
        }
    }

    @Test("has files and folders of the host", arguments: Contender.allCases)
    func binds(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let source = trial.folder.appending("source")
            try Files.makeDirectory(source, mode: FilePermissions(rawValue: 0o755))
            try trial.write("theirs\n", to: source.appending("file"))

            let answer = try trial.shell(
                """
                cat /a/new/file /b/file /c; echo mine > /a/new/made; touch /b/x || echo no
                grep ' /b ' /proc/self/mountinfo | grep -c nosuid,nodev,noexec
                """
            ) { spec in
                spec.mounts += [
                    OCIMount(destination: "/a/new", source: source.string, options: ["bind", "rw"]),
                    OCIMount(
                        destination: "/b", type: "none", source: source.string,
                        options: ["rbind", "ro", "nosuid", "nodev", "noexec"]),
                    OCIMount(
                        destination: "/c", type: "bind", source: source.appending("file").string, options: ["bind"]),
                ]
            }

            #expect(answer.lines == ["theirs", "theirs", "theirs", "no", "1"], "\(answer)")
            #expect(try trial.read(source.appending("made")) == "mine")
        }
    }

    @Test("is found where bundles have it when a bind's source is relative", arguments: Contender.allCases)
    func relativeBind(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write("theirs\n", to: trial.bundle.appending("file"))
            var around = RuntimeTrial.Surroundings()
            around.folder = trial.folder
            try trial.write {
                $0.process.arguments = ["/bin/cat", "/a"]
                $0.mounts.append(OCIMount(destination: "/a", type: "bind", source: "file", options: ["bind"]))
            }

            let answer = try trial.call(["run", "--bundle", trial.bundle.string, "c"], around)

            #expect(answer.lines == ["theirs"], "\(answer)")
        }
    }

    @Test("has memory as large as was asked for, with a mode and an owner", arguments: Contender.allCases)
    func tmpfs(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try Files.setMode(FilePermissions(rawValue: 0o1751), of: trial.image.appending("home"))
            let answer = try trial.shell("stat -c '%a %u:%g' /a /home; set -- $(df -k /a | busybox tail -n 1); echo $2")
            {
                $0.mounts += [
                    OCIMount(
                        destination: "/a", type: "tmpfs", source: "tmpfs",
                        options: ["size=1m", "mode=1750", "uid=1000", "gid=1001"]),
                    OCIMount(destination: "/home", type: "tmpfs", source: "tmpfs"),
                ]
            }

            #expect(answer.lines == ["1750 1000:1001", trial.expected(.tmpfsMode), "1024"], "\(answer)")
        }
    }

    @Test("is copied into memory when that is asked for", arguments: Contender.allCases)
    func copiedUp(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell(
                "grep -c alice /etc/passwd; echo > /etc/passwd; stat -f -c %T /etc; ls -A /home"
            ) {
                $0.mounts += [
                    OCIMount(destination: "/etc", type: "tmpfs", source: "tmpfs", options: ["tmpcopyup"]),
                    OCIMount(destination: "/home", type: "tmpfs", source: "tmpfs"),
                ]
            }

            #expect(answer.lines == ["1", "tmpfs"], "\(answer)")
            #expect(try trial.read(trial.image.appending("etc").appending("passwd")).contains("alice"))
        }
    }

    @Test("has the kernel's own file systems", arguments: Contender.allCases)
    func kernelFileSystems(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("grep -E ' /(proc|sys|dev/pts|dev/mqueue|dev/shm) ' /proc/self/mountinfo") {
                $0.mounts += [
                    OCIMount(
                        destination: "/sys", type: "sysfs", source: "sysfs",
                        options: ["nosuid", "noexec", "nodev", "ro"]),
                    OCIMount(
                        destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec"]),
                    OCIMount(
                        destination: "/dev/shm", type: "tmpfs", source: "shm",
                        options: ["nosuid", "mode=1777", "size=65536k"]),
                ]
            }

            let types = Dictionary(
                uniqueKeysWithValues: answer.lines.map { line in
                    let words = line.split(separator: " ")
                    let dash = words.firstIndex(of: "-") ?? 0
                    return (String(words[4]), "\(words[dash + 1]) \(words[5])")
                })
            #expect(types["/proc"] == "proc rw,relatime", "\(answer)")
            #expect(types["/sys"] == "sysfs ro,nosuid,nodev,noexec,relatime")
            #expect(types["/dev/pts"] == "devpts rw,nosuid,noexec,relatime")
            #expect(types["/dev/mqueue"] == "mqueue rw,nosuid,noexec,relatime")
            #expect(types["/dev/shm"] == "tmpfs rw,nosuid,relatime")
        }
    }

    @Test("has the container's own cgroups", arguments: Contender.allCases, [false, true])
    func cgroups(contender: Contender, hasNamespace: Bool) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell(
                """
                cat /sys/fs/cgroup/memory/memory.limit_in_bytes; echo 1 > /sys/fs/cgroup/memory/tasks || echo no
                grep -c ' cgroup ' /proc/self/mounts
                """
            ) { spec in
                if hasNamespace { spec.linux.namespaces.append(OCINamespace(.cgroup)) }
                spec.linux.resources.memory.limit = 128 << 20
                spec.mounts += [
                    OCIMount(destination: "/sys", type: "sysfs", source: "sysfs", options: ["ro"]),
                    OCIMount(
                        destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
                        options: ["nosuid", "noexec", "nodev", "relatime", "ro"]),
                ]
            }

            #expect(answer.lines.prefix(2) == ["134217728", "no"], "\(answer)")
            #expect((answer.lines.last.flatMap { Int($0) } ?? 0) > 5, "\(answer)")
        }
    }
}
