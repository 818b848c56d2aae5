extension UserMapping {
    /// Whether both of a file's ids exist inside: then root inside may do to it what root may.
    public func covers(_ owner: FileOwner) -> Bool {
        Self.covers(owner.user, in: users) && Self.covers(owner.group, in: groups)
    }

    /// Whether a user of this id can be inside.
    public func hasUser(_ id: UInt32) -> Bool { Self.has(id, in: users) }

    /// Whether a group of this id can be inside.
    public func hasGroup(_ id: UInt32) -> Bool { Self.has(id, in: groups) }

    private static func has(_ id: UInt32, in mappings: [IDMapping]) -> Bool {
        mappings.contains { id >= $0.containerID && id - $0.containerID < $0.size }
    }

    private static func covers(_ id: UInt32, in mappings: [IDMapping]) -> Bool {
        mappings.contains { id >= $0.hostID && id - $0.hostID < $0.size }
    }
}
