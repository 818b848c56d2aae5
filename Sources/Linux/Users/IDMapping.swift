/// One line of a user namespace's uid_map or gid_map (user_namespaces(7)).
public struct IDMapping: Hashable, Sendable {
    /// The first id inside.
    public var containerID: UInt32
    /// The id outside that it stands for.
    public var hostID: UInt32
    /// How many ids follow one another.
    public var size: UInt32

    /// A mapping.
    public init(containerID: UInt32, hostID: UInt32, size: UInt32) {
        (self.containerID, self.hostID, self.size) = (containerID, hostID, size)
    }
}

/// The ids of a user namespace.
public struct UserMapping: Hashable, Sendable {
    /// Users.
    public var users: [IDMapping]
    /// Groups.
    public var groups: [IDMapping]

    /// A mapping of users and groups.
    public init(users: [IDMapping], groups: [IDMapping]) {
        (self.users, self.groups) = (users, groups)
    }

    /// The host's user for `id` inside; an id that no line covers stays itself.
    public func hostUser(_ id: UInt32) -> UInt32 { Self.translate(id, by: users) }

    /// The host's group for `id` inside; an id that no line covers stays itself.
    public func hostGroup(_ id: UInt32) -> UInt32 { Self.translate(id, by: groups) }

    /// Who owns what belongs to the container's root.
    public var root: FileOwner { FileOwner(user: hostUser(0), group: hostGroup(0)) }

    private static func translate(_ id: UInt32, by mappings: [IDMapping]) -> UInt32 {
        let mapping = mappings.first { id >= $0.containerID && id - $0.containerID < $0.size }
        guard let mapping else { return id }
        return mapping.hostID + (id - mapping.containerID)
    }
}

/// A file's owner, in the host's ids.
public struct FileOwner: Hashable, Sendable {
    /// The user.
    public var user: UInt32
    /// The group.
    public var group: UInt32

    /// An owner.
    public init(user: UInt32, group: UInt32) { (self.user, self.group) = (user, group) }

    /// The host's root.
    public static let root = FileOwner(user: 0, group: 0)
}
