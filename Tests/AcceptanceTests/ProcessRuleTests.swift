import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("What a process is given")
struct ProcessRuleTests {
    @Test("is a working directory of its own, even where it could not make one", arguments: ServerProcess.runtimes)
    func workingDirectory(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            try Files.setMode(FilePermissions(rawValue: 0o1777), of: server.image.appending("tmp"))
            try Links.symbolic(to: "/etc", at: server.image.appending("link"))
            let passwd = "root:x:0:0::/root:\nalice:x:1000:1000::/home/alice:\nbob:x:7:7::/etc/passwd/home:\n"
            try server.writeImageFile("etc/passwd", passwd)
            let handle = try await server.backend.create(ContainerSpec())
            func place(_ user: String, _ directory: String) async throws -> String {
                try await server.backend.run("sh", ["-c", "pwd -P; stat -c '%u:%g %a' ."], in: handle) { spec in
                    (spec.user, spec.directory) = (user, directory)
                }.output
            }

            #expect(try await place("alice", "") == "/home/alice\n1000:1000 755\n")
            #expect(try await place("alice", "/root/of/alice") == "/root/of/alice\n1000:1000 755\n")
            #expect(try await place("alice", "relative/one") == "/home/alice/relative/one\n1000:1000 755\n")
            #expect(try await place("", "/link/below") == "/etc/below\n0:0 755\n")
            #expect(try await place("9:9", "/../../../../new") == "/new\n9:9 755\n")
            // Nobody asked for bob's home, which cannot be.
            #expect(try await place("bob", "") == "/\n0:0 755\n")
            for directory in ["/etc/passwd", "/etc/passwd/x", "/proc/new"] {
                await #expect {
                    _ = try await place("bob", directory)
                } throws: { error in
                    "\(error)".hasPrefix("working directory \(directory): ")
                }
            }
            #expect(!Files.exists("/new"))
        }
    }

    @Test("are the groups that list its user by name, unless one is asked for", arguments: ServerProcess.runtimes)
    func groups(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            func identity(_ user: String) async throws -> String {
                let script = "echo $(busybox id -u) $(busybox id -G) $HOME $USER"
                return try await server.backend.run("sh", ["-c", script], in: handle) { $0.user = user }.output
            }

            #expect(try await identity("") == "0 0 /root root\n")
            #expect(try await identity("alice") == "1000 1000 2000 /home/alice alice\n")
            #expect(try await identity("1000") == "1000 1000 2000 /home/alice 1000\n")
            #expect(try await identity("alice:crew") == "1000 2000 /home/alice alice:crew\n")
            #expect(try await identity("1000:7") == "1000 7 /home/alice 1000:7\n")
            #expect(try await identity("4242:4243") == "4242 4243 / 4242:4243\n")
            await #expect(throws: GardenError.failed("unable to find user bob: no matching entries in passwd file")) {
                _ = try await identity("bob")
            }
        }
    }

    @Test(
        "needs no passwd file for root, and is not hurt by a huge or damaged one", arguments: [ServerProcess.ownRuntime]
    )
    func userFiles(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let lines = (0..<60_000).map { "user\($0):x:\(10_000 + $0):\(10_000 + $0)::/home:/bin/sh\n" }
            try server.writeImageFile(
                "etc/passwd", lines.joined() + ":::\n\0\u{FFFD}:::::\nnul:x:5:5::/a\0b:\nalice:x:1000:1000::/tmp:\n")
            try server.writeImageFile("etc/group", String(repeating: "x", count: 3 << 20) + "\ncrew:x:2000:,,alice,\n")
            let handle = try await server.backend.create(ContainerSpec())

            let alice = try await server.backend.run("busybox", ["id", "-G"], in: handle) { $0.user = "alice" }
            let last = try await server.backend.run("busybox", ["id", "-u"], in: handle) { $0.user = "user59999" }
            await #expect(throws: GardenError.failed("unable to find user nul: no matching entries in passwd file")) {
                _ = try await server.backend.run("true", in: handle) { $0.user = "nul" }
            }
            _ = try await server.backend.run("rm", ["/etc/passwd", "/etc/group"], in: handle)
            let root = try await server.backend.run("sh", ["-c", "busybox id -u; echo $HOME"], in: handle) {
                $0.user = "root"
            }

            #expect(alice.output == "1000 2000\n")
            #expect(last.output == "69999\n")
            #expect(root.output == "0\n/\n")
        }
    }

    @Test("are resource limits, all there are; too high ones are refused by name", arguments: ServerProcess.runtimes)
    func resourceLimits(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            // runc has the limits before it executes the program, and its threads take up to a GiB of addresses.
            let rows: [(ResourceLimits.Resource, UInt64, String)] = [
                (.cpu, 1000, "Max cpu time"), (.fsize, 1 << 30, "Max file size"), (.data, 1 << 30, "Max data size"),
                (.stack, 1 << 20, "Max stack size"), (.core, 0, "Max core file size"),
                (.rss, 1 << 30, "Max resident set"), (.nproc, 1000, "Max processes"), (.nofile, 100, "Max open files"),
                (.memlock, 4096, "Max locked memory"), (.as, 1 << 40, "Max address space"),
                (.locks, 10, "Max file locks"), (.sigpending, 50, "Max pending signals"),
                (.msgqueue, 4096, "Max msgqueue size"), (.nice, 0, "Max nice priority"),
                (.rtprio, 0, "Max realtime priority"),
            ]
            #expect(rows.count == ResourceLimits.Resource.allCases.count)

            let text = try await server.backend.run("cat", ["/proc/self/limits"], in: handle) { spec in
                for (resource, value, _) in rows { spec.resourceLimits[resource] = value }
            }.output

            for (_, value, title) in rows {
                let line = text.split(separator: "\n").first { $0.hasPrefix(title) }
                #expect(
                    line?.dropFirst(title.count).split(separator: " ").prefix(2) == ["\(value)", "\(value)"], "\(title)"
                )
            }
            let ceiling = try #require(try Self.descriptorCeiling())
            await #expect(
                throws: GardenError.failed(
                    "resource limit nofile: \(ceiling + 1) is above \(ceiling), the most that this host permits")
            ) {
                _ = try await server.backend.run("true", in: handle) { $0.resourceLimits[.nofile] = ceiling + 1 }
            }
            #expect(try await server.backend.container(handle).info().processIDs.isEmpty)
        }
    }

    @Test("is an environment in which each name stands once, and later values win", arguments: ServerProcess.runtimes)
    func environment(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var spec = ContainerSpec()
            spec.environment = ["A=container", "B=container", "B=again", "E\u{301}=1"]
            let handle = try await server.backend.create(spec)

            let output = try await server.backend.run("busybox", ["env"], in: handle) { spec in
                spec.environment = ["A=process", "C=", "D=x=y", "PATH=/bin", "\u{C9}=2"]
            }.output

            #expect(
                output.split(separator: "\n").sorted() == [
                    "A=process", "B=again", "C=", "D=x=y", "HOME=/root", "PATH=/bin", "USER=root", "E\u{301}=1",
                    "\u{C9}=2",
                ])
            for (entry, text) in [("A", "is not NAME=value"), ("=x", "has no name"), ("A=\0", "holds a NUL byte")] {
                let refused = GardenError.failed("environment: entry 2 of 2 \(text)")
                await #expect(throws: refused) {
                    _ = try await server.backend.run("true", in: handle) { $0.environment = ["OK=1", entry] }
                }
                var wrong = ContainerSpec()
                wrong.environment = ["OK=1", entry]
                let spec = wrong
                await #expect(throws: refused) { _ = try await server.backend.create(spec) }
            }
            #expect(try await server.backend.containers(matching: PropertyFilter()) == [handle])
        }
    }

    private static func descriptorCeiling() throws -> UInt64? {
        if try Capability.effective().contains(where: { $0.name == "CAP_SYS_RESOURCE" }) {
            let text = String(decoding: try Files.read("/proc/sys/fs/nr_open"), as: UTF8.self)
            return UInt64(text.prefix { $0.isNumber })
        }
        let limits = String(decoding: try Files.read("/proc/self/limits"), as: UTF8.self)
        let line = limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }
        return line.flatMap { UInt64($0.split(separator: " ")[4]) }
    }
}

extension ServerProcess {
    fileprivate func writeImageFile(_ name: String, _ text: String) throws {
        try Files.write(
            Array(text.utf8), to: image.appending(FilePath(name).components), mode: FilePermissions(rawValue: 0o644),
            durably: false)
    }
}
