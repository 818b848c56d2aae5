import Garden
import GardenClient
import Glibc
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("What a process sees in its container")
struct InsideViewTests {
    /// Longer than a host name can be; its end tells.
    static let longHandle = "0123456789-" + String(repeating: "x", count: 40) + "-instance"

    @Test("is what the table says", arguments: ServerProcess.runtimes, [false, true])
    func table(runtime: String, privileged: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let known = try await Known(server)
            var spec = ContainerSpec(handle: Self.longHandle)
            spec.privileged = privileged
            spec.environment = ["COLOR=red", "SIZE=a=b", "COLOR=blue"]
            spec.bindMounts = [
                BindMount(source: server.image.string, destination: "/mnt/folder"),
                BindMount(source: server.image.string, destination: "/mnt/writable", mode: .readWrite),
            ]
            let handle = try await server.backend.create(spec)
            try await server.untilInitRuns(in: handle)
            let mark = "@@@\n"
            let script = InsideView.table.map { "printf '\(mark)'\n(\n\(known.filled($0.command))\n) 2>&1" }

            let result = try await server.backend.run("sh", ["-c", script.joined(separator: "\n")], in: handle)

            let shown = result.output.split(separator: mark, omittingEmptySubsequences: false).dropFirst().map(
                String.init)
            try #require(shown.count == InsideView.table.count, "\(result)")
            for (view, output) in zip(InsideView.table, shown) {
                let expected = known.filled(view.expected(privileged: privileged, runtime: runtime))
                #expect(output.withoutLastNewline == expected, "\(view.what)")
            }
        }
    }

    @Test("cannot gain privileges where the server says so", arguments: ServerProcess.runtimes)
    func noNewPrivileges(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime, flags: ["--no-new-privileges"]) { server in
            var mighty = ContainerSpec(handle: "mighty")
            mighty.privileged = true
            let plain = try await server.backend.create(ContainerSpec(handle: "plain"))
            let privileged = try await server.backend.create(mighty)
            let command = "busybox awk '/^NoNewPrivs/ {print $2}' /proc/self/status; echo $(cat $0)"
            let parameter = "/proc/sys/net/ipv4/ping_group_range"

            let inside = try await server.backend.run("sh", ["-c", command, parameter], in: plain)
            let asAlice = try await server.backend.run("sh", ["-c", command, parameter], in: plain) {
                $0.user = "alice"
            }
            let unrestricted = try await server.backend.run("sh", ["-c", command, parameter], in: privileged)

            #expect(inside.output == "1\n1 65535\n")
            #expect(asAlice.output == "1\n1 65535\n")
            #expect(unrestricted.output.hasPrefix("0\n"))
        }
    }

    @Test(
        "may ask for echoes without privileges where nothing can gain them", arguments: ServerProcess.runtimes,
        [["--no-new-privileges"], []])
    func ping(runtime: String, flags: [String]) async throws {
        guard let compiler = Compiler.find() else { return print("skipped: there is no C compiler in PATH") }
        try await ServerProcess.serving(runtime: runtime, flags: flags) { server in
            let program = server.image.appending("bin").appending("echo-socket")
            let built = try await server.command(compiler, Compiler.arguments(building: "echo-socket.c", as: program))
            try #require(built.status == .exited(0), "\(String(decoding: built.standardError, as: UTF8.self))")
            let handle = try await server.backend.create(ContainerSpec())

            let socket = try await server.backend.run("echo-socket", in: handle) { $0.user = "alice" }

            #expect(socket.status == (flags.isEmpty ? EACCES : 0))
        }
    }

    @Test("signals its own process group and nobody beside it", arguments: ServerProcess.runtimes, [false, true])
    func processGroup(runtime: String, privileged: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var spec = ContainerSpec()
            spec.privileged = privileged
            let handle = try await server.backend.create(spec)
            let neighbour = try await server.backend.container(handle).run(
                ProcessSpec(path: "sh", arguments: ["-c", "read line; exit 7"]))

            let killed = try await server.backend.run("sh", ["-c", "kill -9 0"], in: handle)
            try await neighbour.writeStandardInput(Array("go on\n".utf8))

            #expect(killed.status == 137)
            #expect(try await neighbour.wait() == 7)
        }
    }

    @Test("has the operator's devices too when privileged", arguments: ServerProcess.runtimes)
    func extraDevices(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime, flags: ["--device-cgroup-rule", "c 1:11 r"]) { server in
            var spec = ContainerSpec()
            spec.privileged = true
            let handle = try await server.backend.create(spec)
            let script = """
                busybox mknod kmsg c 1 11; busybox mknod mem c 1 1
                ( : <kmsg ) && echo read; ( : >kmsg ) 2>/dev/null && echo written; ( : <mem ) 2>/dev/null && echo mem
                """

            #expect(try await server.backend.run("sh", ["-c", script], in: handle).output == "read\n")
        }
    }

    @Test("is confined by AppArmor only where there is AppArmor: else the server says so and does not start")
    func apparmor() async throws {
        if try AppArmor.isEnabled() { return print("skipped: this kernel has AppArmor") }
        let server = try ServerProcess()

        let output = try await server.gdn(["server"] + server.arguments + ["--apparmor", "garden-default"])

        #expect(output.status == .exited(1))
        let text = String(decoding: output.standardError, as: UTF8.self)
        #expect(text.contains("--apparmor 'garden-default'") && text.contains("no AppArmor"), "\(text)")
        #expect(!Files.exists(server.depot))
    }
}

/// What only the running test knows, by the names that stand for it in the table.
private struct Known {
    private var values: [(name: String, value: String)] = []

    init(_ server: ServerProcess) async throws {
        let own = try Set(Capability.bounding().map(\.name))
        let bits = Self.privileged.filter(own.contains).compactMap(Capability.init(name:))
            .reduce(0 as UInt64) { $0 | 1 << $1.rawValue }
        let digits = String(bits, radix: 16)
        let kinds = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"]
        let isUnified = Files.exists("/sys/fs/cgroup/cgroup.controllers")
        values = [
            ("capabilities", String(repeating: "0", count: 16 - digits.count) + digits),
            ("limits", try Self.text("/proc/self/limits")),
            ("oom", try Self.text("/proc/self/oom_score_adj")),
            (
                "namespaces",
                try kinds.map { try Files.readLink(FilePath("/proc/self/ns/\($0)")).string }.joined(separator: " ")
            ),
            (
                "parameters",
                try InsideView.parameterNames.map { try Self.text("/proc/sys/net/ipv4/\($0)") }
                    .joined(separator: "\n")
            ),
            ("cgroups", isUnified ? "" : "ro 4 guardian-\(server.tag)"),
            ("unmasked", try await Self.onHost(InsideView.maskedPathsCommand, server)),
            ("writable", InsideView.readOnlyFiles.filter { Files.exists(FilePath($0)) }.joined(separator: "\n")),
            ("hostname", String(InsideViewTests.longHandle.suffix(49))), ("tag", server.tag),
        ]
    }

    func filled(_ text: String) -> String {
        values.reduce(text) { $0.replacing("{\($1.name)}", with: $1.value) }
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Files.read(FilePath(path)), as: UTF8.self).withoutLastNewline
    }

    private static func onHost(_ command: String, _ server: ServerProcess) async throws -> String {
        try await server.host("busybox", ["sh", "-c", command]).withoutLastNewline
    }

    private static let privileged = [
        "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH",
        "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE",
        "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "SETGID", "SETFCAP", "SETPCAP", "SETUID",
        "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO",
        "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
    ].map { "CAP_\($0)" }
}

extension String {
    fileprivate var withoutLastNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
