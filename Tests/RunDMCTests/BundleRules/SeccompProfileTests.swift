import OCI
import Testing

@testable import RunDMC

@Suite("The profile of system calls")
struct SeccompProfileTests {
    private let profile = SeccompProfile.profile(allowsTracing: true)

    @Test("allows ordinary calls", arguments: ["read", "openat2", "statx", "ptrace", "execveat"])
    func allowed(call: String) throws {
        let rule = try #require(rules(for: call).first)

        #expect(rule.action == .allow)
        #expect(rule.arguments.isEmpty)
    }

    @Test(
        "refuses calls that are not for containers",
        arguments: [
            "mount", "umount2", "unshare", "setns", "pivot_root", "open_tree", "move_mount", "fsopen", "mount_setattr",
            "bpf", "keyctl", "add_key", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
            "kexec_load", "init_module", "reboot", "open_by_handle_at", "clock_settime",
        ])
    func refused(call: String) throws {
        let rule = try #require(rules(for: call).first)

        #expect(rule.action == .error)
        #expect(rule.errorNumber == 1)
    }

    @Test(
        "does not know calls that C libraries can do without, today's and tomorrow's",
        arguments: [
            "rseq", "close_range", "faccessat2", "fchmodat2", "clone3", "pidfd_open", "epoll_pwait2", "futex_waitv",
            "landlock_create_ruleset", "process_madvise", "process_mrelease", "pidfd_getfd", "pidfd_send_signal",
            "landlock_add_rule", "landlock_restrict_self", "memfd_secret", "set_mempolicy_home_node", "cachestat",
            "map_shadow_stack", "futex_wake", "futex_wait", "futex_requeue", "statmount", "listmount", "mseal",
            "lsm_get_self_attr", "lsm_set_self_attr", "lsm_list_modules", "setxattrat", "getxattrat", "listxattrat",
            "removexattrat", "clock_gettime64", "a_call_of_tomorrow",
        ])
    func unknown(call: String) {
        #expect(rules(for: call).allSatisfy { $0.action == .error && $0.errorNumber == 38 })
        #expect(profile.defaultAction == .error)
        #expect(profile.defaultErrorNumber == 38)
    }

    @Test("refuses tracing where the kernel does not filter traced calls")
    func tracing() {
        let profile = SeccompProfile.profile(allowsTracing: false)

        #expect(profile.rules.filter { $0.names.contains("ptrace") }.map(\.action) == [.error])
    }

    @Test("names no call twice without a condition")
    func unique() {
        let names = profile.rules.filter(\.arguments.isEmpty).flatMap(\.names)

        #expect(Set(names).count == names.count)
        #expect(!names.contains("clone"))
        #expect(!names.contains("personality"))
    }

    @Test("lets clone make no namespace of any kind")
    func clone() throws {
        let rules = rules(for: "clone")
        let every: UInt64 = 0x7E02_0000

        let permission = try #require(rules.first { $0.action == .allow })
        #expect(permission.arguments.map(\.value) == [every])
        #expect(permission.arguments.map(\.valueTwo) == [0])
        let refusals = rules.filter { $0.action == .error }.flatMap(\.arguments)
        #expect(refusals.map(\.value).reduce(0, |) == every)
        #expect(refusals.allSatisfy { $0.value == $0.valueTwo && $0.value.nonzeroBitCount == 1 })
        #expect(rules.flatMap(\.arguments).allSatisfy { $0.comparison == "SCMP_CMP_MASKED_EQ" && $0.index == 0 })
    }

    @Test("lets a process be what it is: Linux, with 32-bit addresses or not")
    func personality() {
        let rules = rules(for: "personality")

        #expect(rules.allSatisfy { $0.action == .allow })
        #expect(rules.flatMap(\.arguments).map(\.value) == [0, 8, 4_294_967_295])
    }

    private func rules(for call: String) -> [OCISeccomp.Rule] { profile.rules.filter { $0.names.contains(call) } }
}
