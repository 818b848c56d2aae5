public import SystemPackage

/// Why a process cannot be restricted as its configuration says.
public enum SecurityFault: Error, Hashable, Sendable {
    /// Something was applied that was not prepared.
    case notPrepared
    /// The profile for system calls cannot be.
    case seccomp(SeccompFault)
    /// An AppArmor profile is asked for, and the kernel has no AppArmor.
    case noAppArmor(profile: String)
    /// A SELinux label is asked for, and the kernel has no SELinux.
    case noSELinux(label: String)
    /// The kernel does not take an AppArmor profile, for example because it is not loaded.
    case profileRefused(String, Errno)
    /// The kernel does not take a SELinux label.
    case labelRefused(String, Errno)
    /// Somebody who is not root may not have other groups.
    case groupsWithoutRoot
    /// The user namespace does not have the process's user.
    case userNotMapped
    /// The user namespace does not have the process's group.
    case groupNotMapped
    /// Nobody answers at the profile's `listenerPath`, or takes the listener.
    case agent(path: String, Errno)
}

extension SecurityFault: CustomStringConvertible {
    /// One sentence with the values in it.
    public var description: String {
        switch self {
        case .notPrepared: "the restrictions of the process were not prepared"
        case .seccomp(let fault): "unable to init seccomp: \(fault)"
        case .noAppArmor(let profile):
            "apparmor profile \(profile) is specified in config, but apparmor is not enabled or not supported"
        case .noSELinux(let label):
            "selinux label \(label) is specified in config, but selinux is disabled or not supported"
        case .profileRefused(let profile, let errno): "apparmor failed to apply profile \(profile): \(errno)"
        case .labelRefused(let label, let errno): "can't set process label \(label): \(errno)"
        case .groupsWithoutRoot: "cannot set any additional groups in a rootless container"  // verbatim
        case .userNotMapped: "cannot set uid to unmapped user in user namespace"  // verbatim
        case .groupNotMapped: "cannot set gid to unmapped user in user namespace"  // verbatim
        case .agent(let path, let errno):
            "failed to connect with seccomp agent specified in the seccomp profile: \(path): \(errno)"
        }
    }
}
