import Linux
import OCI
import SystemPackage
import Testing

@Suite("Namespaces of a runtime's container")
struct RuntimesNamespaceTests {
    @Test("have names, process numbers and kernel parameters of their own", arguments: Contender.allCases)
    func own(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell(
                "hostname; echo $$; cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax; ls /sys/class/net; ip a | grep -c UP"
            ) {
                $0.hostname = "inside"
                $0.linux.sysctl = ["net.ipv4.ip_forward": "1", "kernel.msgmax": "4242"]
                $0.mounts.append(OCIMount(destination: "/sys", type: "sysfs", source: "sysfs", options: ["ro"]))
            }

            #expect(answer.lines.prefix(4) == ["inside", "1", "1", "4242"], "\(answer)")
            #expect(answer.lines.contains("lo"))
        }
    }

    @Test("have a loopback device that is up", arguments: Contender.allCases)
    func loopback(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("ip address show lo | grep -c 127.0.0.1/8")

            #expect(answer.lines == ["1"], "\(answer)")
        }
    }

    @Test("are the host's where none are asked for", arguments: Contender.allCases)
    func shared(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("for n in net ipc uts pid; do busybox readlink /proc/self/ns/$n; done") {
                $0.linux.namespaces = [OCINamespace(.mount)]
            }

            let own = try ["net", "ipc", "uts", "pid"].map {
                try Files.readLink(FilePath("/proc/self/ns/\($0)")).string
            }
            #expect(answer.lines == own, "\(answer)")
        }
    }

    @Test("are those that paths name", arguments: Contender.allCases)
    func joined(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.hostname = "first" }
            try trial.run()
            let pid = try trial.pid()
            let names: [(OCINamespace.Kind, String)] = [(.network, "net"), (.ipc, "ipc"), (.uts, "uts"), (.pid, "pid")]
            try trial.write(id: "d") { spec in
                spec.linux.namespaces = names.map { OCINamespace($0, path: "/proc/\(pid)/ns/\($1)") } + [.init(.mount)]
                spec.process.arguments = [
                    "/bin/sh", "-c",
                    "hostname; ps | grep -c '[s]leep 1000'; for n in net ipc uts pid; do busybox readlink /proc/self/ns/$n; done",
                ]
            }

            let answer = try trial("run", "d")

            let theirs = try names.map { try Files.readLink(FilePath("/proc/\(pid)/ns/\($0.1)")).string }
            #expect(answer.lines == ["first", "1"] + theirs, "\(answer)")
        }
    }

    @Test("of users map them as was asked for", arguments: Contender.allCases)
    func users(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try Files.setMode(FilePermissions(rawValue: 0o1777), of: trial.image.appending("tmp"))
            for name in ["mine", "theirs"] { try trial.write("x", to: trial.image.appending("tmp").appending(name)) }
            try Files.setOwner(
                FileOwner(user: 100_005, group: 100_006), of: trial.image.appending("tmp").appending("mine"))

            let answer = try trial.shell(
                """
                id -u; stat -c '%u:%g' /tmp/mine /tmp/theirs; touch /tmp/made; chown 3:4 /tmp/made
                cat /proc/self/uid_map /proc/self/gid_map
                """
            ) { $0.mapUsers() }

            let map = "0 100000 65536"
            #expect(answer.lines.prefix(3) == ["0", "5:6", "65534:65534"], "\(answer)")
            #expect(answer.lines.suffix(2).map { $0.split(separator: " ").joined(separator: " ") } == [map, map])
            let made = try FileStatus.of(trial.image.appending("tmp").appending("made")).owner
            #expect(made == FileOwner(user: 100_003, group: 100_004))
        }
    }

    @Test("of users are entered by processes too", arguments: Contender.allCases)
    func usersOfProcesses(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.mapUsers() }
            try trial.run()

            let answer = try trial("exec", "-u", "1000:1000", "c", "/bin/sh", "-c", "id -u; echo x > /proc/self/fd/1")

            #expect(answer.lines.first == "1000")
            #expect((answer.lines.last == "x" ? "allowed" : "refused") == trial.expected(.reopenedStream), "\(answer)")
            let init1 = try FileStatus.of(FilePath("/proc/\(try trial.pid())")).owner
            #expect(init1 == FileOwner(user: 100_000, group: 100_000))
        }
    }

    @Test("of cgroups show the container's own as the top", arguments: Contender.allCases)
    func cgroups(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("grep -vc ':/$' /proc/self/cgroup") {
                $0.linux.namespaces.append(OCINamespace(.cgroup))
            }

            #expect(answer.lines == ["0"], "\(answer)")
        }
    }

    @Test("must be there for what is to be changed in them", arguments: Contender.allCases)
    func missing(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write {
                $0.hostname = "elsewhere"
                $0.linux.namespaces.removeAll { $0.kind == .uts }
            }
            let hostname = try trial("create", "c")
            try trial.write {
                $0.linux.sysctl = ["net.ipv4.ip_forward": "1"]
                $0.linux.namespaces.removeAll { $0.kind == .network }
            }
            let parameter = try trial("create", "c")

            #expect((hostname.status, parameter.status) == (1, 1))
            #expect(try trial.left() == [])
        }
    }
}
