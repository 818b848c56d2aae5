import CGuardian
public import SystemPackage

/// A program that says what becomes of each system call (seccomp(2)), as the kernel takes it.
public struct SeccompFilter: Hashable, Sendable {
    /// SECCOMP_FILTER_FLAG_…
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: UInt32
        /// Bits of the kernel.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// For all threads of the process.
        public static let allThreads = Flags(rawValue: 1 << 0)
        /// Actions other than to allow are logged.
        public static let log = Flags(rawValue: 1 << 1)
        /// Without the mitigation of Speculative Store Bypass.
        public static let allowSpeculation = Flags(rawValue: 1 << 2)
        /// With a descriptor for whoever answers SECCOMP_RET_USER_NOTIF (seccomp_unotify(2)).
        public static let newListener = Flags(rawValue: 1 << 3)
        /// A failure for other threads is an errno, which a listener needs together with `allThreads`.
        public static let allThreadsError = Flags(rawValue: 1 << 4)
        /// Once the listener has received a call, only a fatal signal interrupts it; needs `newListener`.
        public static let waitKillable = Flags(rawValue: 1 << 5)
    }

    /// What becomes of a system call (SECCOMP_RET_…).
    public enum Action: UInt32, Hashable, Sendable, CaseIterable {
        /// The process is killed.
        case killProcess = 0x8000_0000
        /// The thread is killed.
        case killThread = 0x0000_0000
        /// SIGSYS.
        case trap = 0x0003_0000
        /// An errno.
        case errno = 0x0005_0000
        /// Whoever listens decides.
        case notify = 0x7FC0_0000
        /// Whoever traces decides.
        case trace = 0x7FF0_0000
        /// It is allowed, and logged.
        case log = 0x7FFC_0000
        /// It is allowed.
        case allow = 0x7FFF_0000

        /// Whether the running kernel knows it (SECCOMP_GET_ACTION_AVAIL).
        public var isAvailable: Bool { cg_filter_action(rawValue) == 0 }
    }

    /// BPF instructions, 8 bytes each in the machine's order (struct sock_filter).
    public var program: [UInt8]

    /// A program.
    public init(program: [UInt8]) { self.program = program }

    /// Puts the calling thread under it for good, and what it makes and executes; for programs with one thread, or with
    /// `.allThreads`. Needs `Credentials.renounceNewPrivileges`, or CAP_SYS_ADMIN in the thread's user namespace.
    ///
    /// Errno `.invalidArgument`: no valid program, or flags that the kernel does not know; `.resourceBusy`: there is a
    /// listener already.
    ///
    /// - Returns: with `.newListener` its close-on-exec descriptor, owned by the caller; else nil.
    @discardableResult
    public func load(_ flags: Flags = []) throws(LinuxError) -> FileDescriptor? {
        let answer = program.withUnsafeBytes { cg_load_filter($0.baseAddress, $0.count, flags.rawValue) }
        let subject = "of \(program.count / 8) instructions with flags \(flags.rawValue)"
        let number = try SystemCall.check("load a seccomp filter", subject, answer)
        return flags.contains(.newListener) ? FileDescriptor(rawValue: number) : nil
    }

    /// Whether the running kernel knows these flags, alone or together.
    public static func isAvailable(_ flags: Flags) -> Bool { cg_filter_flags(flags.rawValue) == 0 }
}
