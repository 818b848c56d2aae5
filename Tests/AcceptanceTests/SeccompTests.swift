import Garden
import GardenClient
import Linux
import LinuxAsync
import SystemPackage
import Testing

/// A program makes each call by its number, so that no C library stands between it and the filter.
@Suite("System calls of unprivileged containers")
struct SeccompTests {
    /// Calls that C libraries and current programs try, and do without when there is no such call.
    private static let absent = [
        "rseq", "close_range", "pidfd_open", "pidfd_getfd", "pidfd_send_signal", "faccessat2", "epoll_pwait2",
        "process_madvise", "process_mrelease", "landlock_create_ruleset", "landlock_add_rule",
        "landlock_restrict_self", "futex_waitv", "clone3", "memfd_secret", "set_mempolicy_home_node", "cachestat",
        "fchmodat2", "map_shadow_stack", "futex_wake", "futex_wait", "futex_requeue", "statmount", "listmount",
        "lsm_get_self_attr", "lsm_set_self_attr", "lsm_list_modules", "mseal", "setxattrat", "getxattrat",
        "listxattrat", "removexattrat", "tomorrow",
    ]

    /// Calls that are plainly refused.
    private static let refused = [
        "mount", "umount2", "unshare", "setns", "pivot_root", "open_tree", "move_mount", "fsopen", "fsconfig",
        "fsmount", "fspick", "mount_setattr", "io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "keyctl",
        "add_key", "request_key", "perf_event_open", "userfaultfd", "kexec_load", "kexec_file_load", "init_module",
        "finit_module", "delete_module", "swapon", "swapoff", "reboot", "open_by_handle_at", "name_to_handle_at",
        "clock_settime", "settimeofday", "quotactl", "acct", "iopl", "ioperm", "kcmp", "process_vm_readv",
        "process_vm_writev", "sethostname", "setdomainname", "fanotify_init", "mbind", "set_mempolicy",
        "migrate_pages", "move_pages", "clone newns", "clone newcgroup", "clone newuts", "clone newipc",
        "clone newuser", "clone newpid", "clone newnet",
    ]

    private static let compatible = [
        ("getpid", 0), ("mount", 1), ("umount2", 1), ("unshare", 1), ("setns", 1), ("bpf", 1), ("keyctl", 1),
        ("pivot_root", 1), ("init_module", 1), ("reboot", 1), ("clone3", 38), ("close_range", 38), ("fsopen", 1),
        ("open_tree", 1),
    ]

    @Test("do not exist, or are refused, and both as programs expect it", arguments: ServerProcess.runtimes)
    func native(runtime: String) async throws {
        try await withProgram(runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())

            let result = try await server.backend.run("calls", in: handle)

            let expected = Self.absent.map { "\($0) 38" } + Self.refused.map { "\($0) 1" }
            #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
            #expect(result.output.split(separator: "\n").map(String.init) == expected)
        }
    }

    @Test("are the same through the 32-bit and the x32 entry", arguments: ServerProcess.runtimes)
    func compatible(runtime: String) async throws {
        try await withProgram(runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())

            let result = try await server.backend.run("calls", ["compat"], in: handle)

            let lines = result.output.split(separator: "\n").map(String.init)
            if lines.first == "no 32-bit entry" { print("skipped in part: the kernel has no 32-bit entry") }
            let entry = lines.first == "no 32-bit entry" ? [lines[0]] : Self.compatible.map { "\($0.0) \($0.1)" }
            #expect(lines == entry + ["x32 mount 1", "x32 unshare 1", "x32 close_range 38"], "\(result)")
        }
    }

    @Test("are the kernel's business in privileged containers", arguments: ServerProcess.runtimes)
    func privileged(runtime: String) async throws {
        try await withProgram(runtime) { server in
            var spec = ContainerSpec()
            spec.privileged = true
            let handle = try await server.backend.create(spec)

            // That the same call answers differently shows that it is the filter who answered above.
            let unshared = try await server.backend.run("busybox", ["unshare", "-m", "true"], in: handle)
            let mode = try await server.backend.run("grep", ["^Seccomp:", "/proc/self/status"], in: handle)

            #expect(unshared.status == 0, "\(unshared)")
            #expect(mode.output == "Seccomp:\t0\n")
        }
    }

    private func withProgram(_ runtime: String, _ body: (ServerProcess) async throws -> Void) async throws {
        guard let compiler = Compiler.find() else { return print("skipped: there is no C compiler in PATH") }
        try await ServerProcess.serving(runtime: runtime) { server in
            let program = server.image.appending("bin").appending("calls")
            let built = try await server.command(compiler, Compiler.arguments(building: "calls.c", as: program))
            try #require(built.status == .exited(0), "\(String(decoding: built.standardError, as: UTF8.self))")
            try await body(server)
        }
    }
}
