import Glibc
import OCI
import Testing

/// Such a filter is loaded before a process is who it is to be, and holds for the rest of its start as well.
@Suite("A filter that refuses what our own runtime uses to start")
struct FilteredStartTests {
    private static func addFilter(_ spec: inout RuntimeSpec) {
        let rule = OCISeccomp.Rule(
            ["close_range", "sendto", "sendmsg", "recvfrom", "recvmsg"], .error, errorNumber: UInt32(ENOSYS))
        spec.linux.seccomp = OCISeccomp(
            defaultAction: .allow, architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"], rules: [rule])
    }

    @Test("does not keep a program from being run, nor one that enters", arguments: [false, true])
    func run(noNewPrivileges: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { spec in
                Self.addFilter(&spec)
                spec.process.noNewPrivileges = noNewPrivileges
            }

            let run = try runtime("run", "-d", "c")
            let entered = try runtime("exec", "c", "/bin/sh", "-c", "grep Seccomp: /proc/self/status; ls /proc/self/fd")

            #expect(run.status == 0, "\(run)")
            #expect(entered.status == 0, "\(entered)")
            #expect(entered.output.split(separator: "\n") == ["Seccomp:\t2", "0", "1", "2", "3"])
        }
    }

    @Test("does not keep a created one from being started, with a hook inside")
    func created() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { spec in
                Self.addFilter(&spec)
                spec.hooks.programs[.startContainer] = [
                    OCIHook(path: "/bin/sh", arguments: ["sh", "-c", "echo $(ls /proc/self/fd) >/hooked"])
                ]
            }

            let created = try runtime("create", "c")
            let started = try runtime("start", "c")
            let hooked = try runtime("exec", "c", "/bin/cat", "/hooked")

            #expect(created.status == 0, "\(created)")
            #expect(started.status == 0, "\(started)")
            #expect(hooked.output == "0 1 2 3\n", "\(hooked)")
        }
    }
}
