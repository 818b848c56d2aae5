/// Kinds of namespaces, as system calls take them (CLONE_NEW…, clone(2)).
public struct NamespaceFlags: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt64
    /// Bits of the kernel.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// CLONE_NEWTIME, since Linux 5.6.
    public static let time = NamespaceFlags(rawValue: 0x0000_0080)
    /// CLONE_NEWNS.
    public static let mount = NamespaceFlags(rawValue: 0x0002_0000)
    /// CLONE_NEWCGROUP.
    public static let cgroup = NamespaceFlags(rawValue: 0x0200_0000)
    /// CLONE_NEWUTS.
    public static let uts = NamespaceFlags(rawValue: 0x0400_0000)
    /// CLONE_NEWIPC.
    public static let ipc = NamespaceFlags(rawValue: 0x0800_0000)
    /// CLONE_NEWUSER.
    public static let user = NamespaceFlags(rawValue: 0x1000_0000)
    /// CLONE_NEWPID.
    public static let pid = NamespaceFlags(rawValue: 0x2000_0000)
    /// CLONE_NEWNET.
    public static let network = NamespaceFlags(rawValue: 0x4000_0000)
}
