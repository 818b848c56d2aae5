import GuardianTestSupport
import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("The command line of our own runtime")
struct CommandLineSystemTests {
    @Test("lists the processes of a container, by the host's numbers", arguments: [false, true])
    func processes(sharesNumbers: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            if sharesNumbers { try runtime.write { $0.linux.namespaces.removeAll { $0.kind == .pid } } }
            #expect(try runtime("run", "-d", "c").status == 0)
            #expect(try runtime("exec", "-d", "c", "/bin/sleep", "1001").status == 0)

            let json = try JSONValue(parsing: runtime("ps", "-f", "json", "c").output)
            let table = try runtime("ps", "c").output.split(separator: "\n")
            let short = try runtime("ps", "c", "-o", "pid,args").output.split(separator: "\n")

            let pid = try JSONValue(parsing: runtime("state", "c").output)["pid"]
            #expect(json.array?.count == 2)
            #expect(json.array?.contains { $0 == pid } == true)
            #expect(table.count == 3)
            #expect(table[0].contains("PID") && table[0].contains("CMD"))
            #expect(table[1...].allSatisfy { $0.contains("/bin/sleep 100") })
            #expect(short.map { $0.split(separator: " ").last.map(String.init) } == ["COMMAND", "1000", "1001"])
        }
    }

    @Test("lists no process of a stopped container")
    func noProcesses() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            try runtime.stop()

            #expect(try runtime("ps", "-f", "json", "c").output == "null\n")
            #expect(try runtime("ps", "c").output.split(separator: "\n").count == 1)
        }
    }

    @Test("shows what ps has to complain")
    func badOptions() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)

            let answer = try runtime("ps", "c", "--nope")

            #expect(answer.status == 1)
            #expect(answer.errors.contains("exit status 1: "))
        }
    }

    @Test("writes a document to begin with, for root or for the caller", arguments: [[], ["--rootless"]])
    func spec(flags: [String]) throws {
        try OwnRuntime.use { (runtime) throws in
            let path = runtime.bundle.appending("config.json")
            try Files.remove(path)

            let answer = try runtime.call(["spec", "--bundle", runtime.bundle.string] + flags, as: .init(folder: "/"))

            let text = String(decoding: try Files.read(path), as: UTF8.self)
            let document = try RuntimeSpec(json: JSONValue(parsing: text))
            #expect(answer.status == 0 && answer.output.isEmpty)
            #expect(text.hasPrefix("{\n\t\"ociVersion\": \"1.3.0\",\n\t\"process\": {\n\t\t\"terminal\": true,"))
            #expect(try FileMode.of(path) == 0o666 & ~Self.umask)
            #expect(document.linux.namespaces.contains { $0.kind == .user } == !flags.isEmpty)
        }
    }

    private static var umask: UInt32 {
        let text = (try? Files.read("/proc/self/status")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("Umask:") }
        return line.flatMap { UInt32($0.dropFirst(6).drop { $0 == "\t" }, radix: 8) } ?? 0o22
    }

    @Test("tells what it can do, indented by four spaces")
    func features() throws {
        try OwnRuntime.use { (runtime) throws in
            let text = try runtime("features").output

            let features = try OCIFeatures(json: JSONValue(parsing: text))
            #expect(text.hasPrefix("{\n    \"ociVersionMin\": \"1.0.0\",\n    \"ociVersionMax\": \"1.3.0\",\n"))
            #expect(text.hasSuffix("}\n"))
            #expect(features.mountOptions?.contains("rro") == true)
            #expect(features.linux?.seccomp?.isEnabled == true)
        }
    }

    @Test("passes over what cannot be loaded, and says so")
    func unloadable() throws {
        try OwnRuntime.use { (runtime) throws in
            let broken = runtime.root.appending("broken")
            let cache = runtime.root.appending(".cache")
            for folder in [broken, cache] where !Files.exists(folder) {
                try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o711))
            }
            #expect(try runtime("run", "-d", "c").status == 0)

            let answer = try runtime("list", "-q")
            let forced = try runtime("delete", "-f", "broken")

            #expect(answer.status == 0)
            #expect(answer.output == "c\n")
            #expect(answer.errors == "load container broken: container does not exist\n")
            #expect(forced.status == 0)
            #expect(!Files.exists(broken))
        }
    }

    @Test("has a table as runc has it")
    func table() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("list").output == "ID          PID         STATUS      BUNDLE      CREATED     OWNER\n")
            #expect(try runtime("run", "-d", "c").status == 0)
            let real = OwnRuntime.Call(program: "/usr/sbin/runc")

            let ours = try runtime.call(["list"])
            let runcs = try runtime.call(["list"], as: real)

            #expect(ours.output == runcs.output)
            #expect(ours.output.split(separator: "\n").count == 2)
            #expect(runcs.errors.isEmpty || runcs.errors.contains(".cache"))
        }
    }

    @Test("lists, shows, ends and deletes what runc has made")
    func runcsContainers() throws {
        try OwnRuntime.use { (runtime) throws in
            let real = OwnRuntime.Call(program: "/usr/sbin/runc")
            #expect(try runtime.call(["run", "-d", "c"], as: real).status == 0)

            let ours = try runtime("list", "-f", "json").output
            let runcs = try runtime.call(["list", "-f", "json"], as: real).output
            let state = (try runtime("state", "c").output, try runtime.call(["state", "c"], as: real).output)
            let processes = (
                try runtime("ps", "-f", "json", "c").output,
                try runtime.call(["ps", "-f", "json", "c"], as: real).output
            )
            let entered = try runtime("exec", "c", "/bin/echo", "inside")
            try runtime.stop()
            let deleted = try runtime("delete", "c")

            #expect(ours == runcs)
            #expect(state.0 == state.1)
            #expect(processes.0 == processes.1)
            #expect(entered.output == "inside\n")
            #expect(deleted.status == 0)
        }
    }

    @Test("makes what runc lists, enters, ends and deletes")
    func ownContainers() throws {
        try OwnRuntime.use { (runtime) throws in
            let real = OwnRuntime.Call(program: "/usr/sbin/runc")
            #expect(try runtime("create", "c").status == 0)

            let created = try JSONValue(parsing: runtime.call(["state", "c"], as: real).output)["status"]?.string
            let started = try runtime.call(["start", "c"], as: real)
            let entered = try runtime.call(["exec", "c", "/bin/echo", "inside"], as: real)
            let pidfd = try runtime.openInit()
            defer { pidfd.closeIgnoringErrors() }
            let killed = try runtime.call(["kill", "c", "KILL"], as: real)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
            let deleted = try runtime.call(["delete", "c"], as: real)

            #expect(created == "created")
            #expect((started.status, killed.status, deleted.status) == (0, 0, 0))
            #expect(entered.output == "inside\n", "\(entered.errors)")
            #expect(try runtime.left() == [])
        }
    }

    @Test("keeps a user's containers in a folder that is not tidied up")
    func userRoot() throws {
        try OwnRuntime.use { (runtime) throws in
            let users = runtime.bundle.appending("user")
            try Files.makeDirectory(users, mode: FilePermissions(rawValue: 0o777))
            let script = """
                exec unshare --user --map-root-user "$0" list
                """

            let answer = try runtime.call(
                ["-c", script, try BuiltPrograms.path(of: "gdn-runc").string],
                as: .init(
                    program: "/bin/sh", hasRoot: false,
                    environment: ["PATH=/usr/bin:/bin", "XDG_RUNTIME_DIR=\(users)"]))

            #expect(answer.status == 0, "\(answer.errors)")
            #expect(try FileMode.of(users.appending("runc")) == 0o1700)
        }
    }

    @Test("sends a signal that is named in any way", arguments: ["TERM", "sigterm", "15", "", "RTMIN+3"])
    func signals(name: String) throws {
        let script = "trap 'exit 33' TERM; trap 'exit 33' 37; touch /tmp/ready; sleep 1000 & wait"
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { $0.process.arguments = ["/bin/sh", "-c", script] }
            let watch = try NewNames.watch(runtime.bundle.appending("rootfs").appending("tmp"))
            defer { watch.closeIgnoringErrors() }
            #expect(try runtime("run", "-d", "c").status == 0)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(watch)])
            let pidfd = try runtime.openInit()
            defer { pidfd.closeIgnoringErrors() }

            #expect(try runtime("kill", "c", name).status == 0)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])

            #expect(try runtime.status() == "stopped")
            #expect(try runtime("kill", "--all", "c", name).status == 0)
        }
    }

    @Test("tells what the container's process did, and where a record was made, when faults are looked for")
    func debug() throws {
        try OwnRuntime.use { (runtime) throws in
            let made = try runtime("--debug", "--log-format", "json", "run", "-d", "c")
            let entered = try runtime("--debug", "--log", "log", "exec", "c", "/bin/true")

            let records = try made.errors.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            let log = String(decoding: try Files.read(runtime.bundle.appending("log")), as: UTF8.self)
            #expect(made.status == 0)
            #expect(records.count == 3)
            #expect(records.allSatisfy { $0["level"]?.string == "debug" && $0["func"] != nil && $0["file"] != nil })
            #expect(records.last?["msg"]?.string == "init is going to run /bin/sleep")
            #expect(entered.status == 0)
            #expect(log.contains("level=debug msg=\"process is going to run /bin/true\" func=\""))
            #expect(try runtime("exec", "c", "/bin/true").errors.isEmpty)
        }
    }

    @Test("takes flags in front of and behind the name, and those that others always give")
    func flags() throws {
        try OwnRuntime.use { (runtime) throws in
            let bundle = runtime.bundle.string

            let created = try runtime(
                "--criu", "/x", "--systemd-cgroup=false", "--rootless=auto", "create", "c", "-b", bundle)
            let listed = try runtime("--systemd-cgroup", "list", "-q")
            let deleted = try runtime("--debug", "delete", "c", "-f")

            #expect(created.status == 0, "\(created.errors)")
            #expect(listed.output == "c\n")
            #expect(deleted.status == 0)
        }
    }
}
