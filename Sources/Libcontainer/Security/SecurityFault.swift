/// Why a process cannot be restricted as its configuration says.
public enum SecurityFault: Error, Hashable, Sendable {
    /// A profile names something that does not exist, or cannot be: the text says what.
    case seccomp(String)
    /// The library cannot make a filter of a profile.
    case filter(operation: String, errno: Int32)
    /// An AppArmor profile is asked for, and the kernel has none.
    case noAppArmor(profile: String)
    /// A SELinux label is asked for, and the kernel has none.
    case noSELinux(label: String)
    /// The kernel refused a profile or a label.
    case label(name: String, reason: String)
    /// Whoever is to answer system calls cannot be told: the text says why.
    case listener(String)
}
