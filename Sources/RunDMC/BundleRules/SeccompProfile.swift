import OCI

/// The system calls of unprivileged containers.
///
/// What is not named here does not exist for them (ENOSYS): C libraries try new calls and do without when the kernel
/// does not know them, while EPERM would look like a refusal, and programs would fail. It cannot be the other way round,
/// with a list of new calls: one that is newer than the runtime's libseccomp cannot be named.
enum SeccompProfile {
    private static let operationNotPermitted: UInt32 = 1
    private static let noSuchCall: UInt32 = 38

    /// The flags by which `clone` makes namespaces: NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (sched.h).
    static let namespaceFlags: [UInt64] = [
        0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
    ]

    /// Linux, Linux with 32-bit addresses, and asking which it is (personality(2)).
    private static let personalities: [UInt64] = [0, 8, 0xFFFF_FFFF]

    /// The profile. Until Linux 4.8 a tracer could change a system call after the filter had seen it (seccomp(2)), so
    /// `ptrace` depends on the kernel.
    static func profile(allowsTracing: Bool) -> OCISeccomp {
        let tracing = ["ptrace"]
        let rules = [
            OCISeccomp.Rule(allowed + (allowsTracing ? tracing : []), .allow),
            OCISeccomp.Rule(
                refused + (allowsTracing ? [] : tracing), .error, errorNumber: operationNotPermitted),
            OCISeccomp.Rule(absent, .error, errorNumber: noSuchCall),
        ]
        return OCISeccomp(
            defaultAction: .error, defaultErrorNumber: noSuchCall,
            architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
            rules: rules + clone + personality)
    }

    /// `clone` without namespaces. `clone3` is not to be had at all: a filter cannot see its flags.
    private static let clone: [OCISeccomp.Rule] =
        [
            OCISeccomp.Rule(
                ["clone"], .allow,
                arguments: [masked(namespaceFlags.reduce(0, |), equals: 0)])
        ]
        + namespaceFlags.map { flag in
            OCISeccomp.Rule(
                ["clone"], .error, errorNumber: operationNotPermitted, arguments: [masked(flag, equals: flag)])
        }

    private static let personality = personalities.map { value in
        OCISeccomp.Rule(
            ["personality"], .allow, arguments: [.init(index: 0, value: value, comparison: "SCMP_CMP_EQ")])
    }

    private static func masked(_ mask: UInt64, equals value: UInt64) -> OCISeccomp.Condition {
        OCISeccomp.Condition(index: 0, value: mask, valueTwo: value, comparison: "SCMP_CMP_MASKED_EQ")
    }
}
