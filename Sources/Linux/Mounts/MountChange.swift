import CGuardian
public import SystemPackage

/// A change of a mount.
public struct MountChange: Hashable, Sendable {
    /// What becomes impossible.
    public var set: MountAttributes
    /// What becomes possible; done first.
    public var clear: MountAttributes
    /// How it propagates; nil: as it did.
    public var propagation: MountPropagation?
    /// The namespace as which owners appear; nil: unchanged. Only of a tree that is attached nowhere. Stays the caller's.
    public var userNamespace: FileDescriptor?

    /// A change.
    public init(
        set: MountAttributes = [], clear: MountAttributes = [], propagation: MountPropagation? = nil,
        userNamespace: FileDescriptor? = nil
    ) {
        (self.set, self.clear, self.propagation, self.userNamespace) = (set, clear, propagation, userNamespace)
    }
}

extension Mounts {
    /// Changes the mount whose top is behind a descriptor, or all mounts below too, all of them or none
    /// (mount_setattr(2), Linux 5.12). Errno `.invalidArgument` too when the descriptor is of no mount's top.
    public static func change(
        _ mount: FileDescriptor, _ change: MountChange, recursive: Bool = false
    ) throws(LinuxError) {
        var raw = cg_tree_change(
            set: change.set.rawValue, clear: change.clear.rawValue, propagation: change.propagation?.bits ?? 0,
            userns: change.userNamespace?.rawValue ?? -1, recursive: recursive ? 1 : 0)
        let subject = "to \(hexadecimal(change.set.rawValue)) from \(hexadecimal(change.clear.rawValue))"
        try SystemCall.check("change a mount", subject, cg_tree_change(mount.rawValue, &raw))
    }
}
