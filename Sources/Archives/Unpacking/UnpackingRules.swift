/// What is kept of what an archive says of its members.
struct UnpackingRules: Hashable {
    /// Whether files get the archive's owners; else they are whoever's who unpacks.
    var keepsOwners: Bool
    /// The bits of modes that are kept.
    var modeMask: UInt32
    /// Whether an attribute that may not be set is an error; else it is counted and left out.
    var needsAttributes: Bool

    /// For a container's user: as `tar --no-same-owner --no-same-permissions` with umask 022, which keeps no set-id or
    /// sticky bit either. Root can set any attribute that is for it, so that failing to is an error.
    static func user(isRoot: Bool) -> UnpackingRules {
        UnpackingRules(keepsOwners: false, modeMask: 0o755, needsAttributes: isRoot)
    }

    /// For images: all as it is in the archive.
    static let image = UnpackingRules(keepsOwners: true, modeMask: 0o7777, needsAttributes: true)
}
