extension UserMapping {
    /// Whether both of a file's ids exist inside: then root inside may do to it what root may.
    public func covers(_ owner: FileOwner) -> Bool {
        Self.covers(owner.user, in: users) && Self.covers(owner.group, in: groups)
    }

    private static func covers(_ id: UInt32, in mappings: [IDMapping]) -> Bool {
        mappings.contains { id >= $0.hostID && id - $0.hostID < $0.size }
    }
}
