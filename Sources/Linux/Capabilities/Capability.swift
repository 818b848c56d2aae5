import SystemPackage

/// A part of root's power (capabilities(7)).
public struct Capability: RawRepresentable, Hashable, Sendable, Comparable {
    /// The kernel's number, 0 to 63.
    public let rawValue: Int

    /// The capability with this number, known by name or not; nil when there can be none.
    public init?(rawValue: Int) {
        guard (0..<64).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    /// The capability called for example `CAP_CHOWN`, in any case of letters; nil when there is none.
    public init?(name: String) {
        guard let number = Self.names.firstIndex(of: name.uppercased()) else { return nil }
        rawValue = number
    }

    /// `CAP_CHOWN`; of one that this program does not know, `CAP_` and the number.
    public var name: String {
        Self.names.indices.contains(rawValue) ? Self.names[rawValue] : "CAP_\(rawValue)"
    }

    /// Those that this program knows by name, by number.
    public static var known: [Capability] { names.indices.compactMap { Capability(rawValue: $0) } }

    /// By number.
    public static func < (left: Capability, right: Capability) -> Bool { left.rawValue < right.rawValue }

    /// What this program, and all it starts, can have at most.
    public static func bounding() throws(LinuxError) -> Set<Capability> {
        try set("CapBnd:", in: Files.read("/proc/self/status"))
    }

    /// What this program may use now.
    public static func effective() throws(LinuxError) -> Set<Capability> {
        try set("CapEff:", in: Files.read("/proc/self/status"))
    }

    /// Reads one of the sets in a status file, proc(5).
    static func set(_ title: String, in status: [UInt8]) throws(LinuxError) -> Set<Capability> {
        for line in String(decoding: status, as: UTF8.self).split(separator: "\n") where line.hasPrefix(title) {
            let digits = line.dropFirst(title.count).filter { !$0.isWhitespace }
            guard let bits = UInt64(digits, radix: 16) else { break }
            return Set((0..<64).filter { bits & (1 << $0) != 0 }.compactMap(Capability.init(rawValue:)))
        }
        throw .malformed(path: "/proc/self/status", reason: "no \(title.dropLast())")
    }

    /// In the kernel's order (linux/capability.h).
    private static let names = [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
        "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO",
        "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
        "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
        "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
        "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ]
}
