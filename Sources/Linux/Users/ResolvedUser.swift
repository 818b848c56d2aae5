/// A user as a container's own files know it; ids are the container's.
public struct ResolvedUser: Hashable, Sendable {
    /// The user id.
    public var uid: UInt32
    /// The group id.
    public var gid: UInt32
    /// Groups beside `gid`.
    public var additionalGroups: [UInt32]
    /// The home folder, `/` when nothing says otherwise.
    public var home: String

    /// A user.
    public init(uid: UInt32, gid: UInt32, additionalGroups: [UInt32] = [], home: String = "/") {
        (self.uid, self.gid, self.additionalGroups, self.home) = (uid, gid, additionalGroups, home)
    }
}
