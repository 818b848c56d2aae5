import CSeccomp
import Linux
import OCI

/// What profiles may say, and what the kernel calls it.
public enum SeccompWords {
    /// The actions, by their names in a profile, as `features` lists them.
    public static let actions = [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD",
        "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
    ]

    /// The comparisons.
    public static let operators = [
        "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ",
        "SCMP_CMP_NE",
    ]

    /// The architectures of the specification that the library knows.
    public static var architectures: [String] { specified.filter { token(ofArchitecture: $0) != nil } }

    /// The flags.
    public static let flags = [
        "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_LOG",
        "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
    ]

    /// Those of them that the running kernel knows.
    public static var supportedFlags: [String] {
        flags.filter { name in
            guard let flag = flag(name) else { return false }
            return SeccompFilter.isAvailable(flag == .waitKillable ? [flag, .newListener] : flag)
        }
    }

    /// The library's version, such as `2.5.4`.
    public static var libraryVersion: String {
        guard let version = seccomp_version()?.pointee else { return "" }
        return "\(version.major).\(version.minor).\(version.micro)"
    }

    private static let prefix = "SCMP_ARCH_"

    private static let specified = [
        "AARCH64", "ARM", "LOONGARCH64", "M68K", "MIPS", "MIPS64", "MIPS64N32", "MIPSEL", "MIPSEL64", "MIPSEL64N32",
        "PARISC", "PARISC64", "PPC", "PPC64", "PPC64LE", "RISCV64", "S390", "S390X", "X32", "X86", "X86_64",
    ].map { prefix + $0 }

    /// The library's number of an architecture; nil: there is none, or it does not know it.
    static func token(ofArchitecture name: String) -> UInt32? {
        guard name.hasPrefix(prefix), name != prefix + "NATIVE" else { return nil }
        let token = seccomp_arch_resolve_name(name.dropFirst(prefix.count).lowercased())
        return token == 0 ? nil : token
    }

    static func flag(_ name: String) -> SeccompFilter.Flags? {
        switch name {
        case "SECCOMP_FILTER_FLAG_TSYNC": .allThreads
        case "SECCOMP_FILTER_FLAG_SPEC_ALLOW": .allowSpeculation
        case "SECCOMP_FILTER_FLAG_LOG": .log
        case "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV": .waitKillable
        default: nil
        }
    }

    static func comparison(_ name: String) -> scmp_compare? {
        switch name {
        case "SCMP_CMP_NE": SCMP_CMP_NE
        case "SCMP_CMP_LT": SCMP_CMP_LT
        case "SCMP_CMP_LE": SCMP_CMP_LE
        case "SCMP_CMP_EQ": SCMP_CMP_EQ
        case "SCMP_CMP_GE": SCMP_CMP_GE
        case "SCMP_CMP_GT": SCMP_CMP_GT
        case "SCMP_CMP_MASKED_EQ": SCMP_CMP_MASKED_EQ
        default: nil
        }
    }

    private static let operationNotPermitted: UInt32 = 1

    /// What a filter returns for an action (seccomp(2), SECCOMP_RET_…): the number goes with an errno and a trace.
    static func answer(_ action: OCISeccomp.Action, _ number: UInt32?) -> UInt32 {
        let data = (number ?? operationNotPermitted) & 0xFFFF
        return switch action {
        case .allow: SeccompFilter.Action.allow.rawValue
        case .error: SeccompFilter.Action.errno.rawValue | data
        case .log: SeccompFilter.Action.log.rawValue
        case .trap: SeccompFilter.Action.trap.rawValue
        case .trace: SeccompFilter.Action.trace.rawValue | data
        case .notify: SeccompFilter.Action.notify.rawValue
        case .kill, .killThread: SeccompFilter.Action.killThread.rawValue
        case .killProcess: SeccompFilter.Action.killProcess.rawValue
        }
    }
}
