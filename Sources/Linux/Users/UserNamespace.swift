import CGuardian
public import SystemPackage

/// User namespaces (user_namespaces(7)).
public enum UserNamespace {
    /// Makes a user namespace without processes, for mapping the ids of mounts.
    ///
    /// Errno `.invalidArgument`: the kernel does not take the mapping, because it is empty, or lines overlap, or an id
    /// of the host does not exist.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller, that keeps the namespace in existence.
    public static func make(_ mapping: UserMapping) throws(LinuxError) -> FileDescriptor {
        var stage = CG_USERNS_CLONE
        let answer = cg_userns_make(text(mapping.users), text(mapping.groups), &stage)
        return FileDescriptor(
            rawValue: try SystemCall.check("make a user namespace", subject(stage, mapping), answer))
    }

    /// The text for a uid_map or gid_map.
    static func text(_ lines: [IDMapping]) -> String {
        lines.map { "\($0.containerID) \($0.hostID) \($0.size)\n" }.joined()
    }

    private static func subject(_ stage: cg_userns_stage, _ mapping: UserMapping) -> String? {
        switch stage {
        case CG_USERNS_USERS: "with users \(mapping.users.map(\.description))"
        case CG_USERNS_GROUPS: "with groups \(mapping.groups.map(\.description))"
        default: nil
        }
    }
}

extension IDMapping: CustomStringConvertible {
    /// `0->4294967294*1`
    public var description: String { "\(containerID)->\(hostID)*\(size)" }
}
