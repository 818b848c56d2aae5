import OCI

/// The capabilities of containers (capabilities(7)).
public enum CapabilitySets {
    /// The most that an unprivileged container's processes have.
    static let unprivileged = names([
        "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP",
        "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE",
    ])

    /// The most that a privileged container's processes have.
    static let privileged = names([
        "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH",
        "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE",
        "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "SETGID", "SETFCAP", "SETPCAP", "SETUID",
        "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO",
        "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
    ])

    /// What processes of users other than root can have at most.
    static let otherUsers = Set(unprivileged + names(["SYS_ADMIN"]))

    /// Root's sets. None are inheritable: with those, a program with file capabilities could get back what a process
    /// had given up (CVE-2022-29162).
    static func root(privileged: Bool, on facts: any HostFacts) -> OCICapabilities {
        let set = (privileged ? Self.privileged : unprivileged).filter(facts.capabilities.contains)
        return OCICapabilities(bounding: set, effective: set, permitted: set)
    }

    /// The capabilities that containers should have and this host cannot give.
    public static func missing(on facts: any HostFacts) -> [String] {
        privileged.filter { !facts.capabilities.contains($0) }
    }

    private static func names(_ names: [String]) -> [String] { names.map { "CAP_\($0)" } }
}
