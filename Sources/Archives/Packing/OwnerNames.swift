import Linux

/// The names of users and groups by their numbers, for archives that are unpacked elsewhere.
struct OwnerNames {
    private var users: [UInt32: [UInt8]] = [:]
    private var groups: [UInt32: [UInt8]] = [:]

    /// No names.
    init() {}

    /// The names in the texts of a passwd and a group file.
    init(passwd: [UInt8], group: [UInt8]) {
        for entry in UserDatabase.parsePasswords(passwd) where users[entry.uid] == nil {
            users[entry.uid] = Array(entry.name.utf8)
        }
        for entry in UserDatabase.parseGroups(group) where groups[entry.gid] == nil {
            groups[entry.gid] = Array(entry.name.utf8)
        }
    }

    /// Empty: none.
    func user(_ id: UInt32) -> [UInt8] { Self.short(users[id]) }
    func group(_ id: UInt32) -> [UInt8] { Self.short(groups[id]) }

    /// A header has room for 32 bytes; half a name would be another's.
    private static func short(_ name: [UInt8]?) -> [UInt8] {
        guard let name, name.count < 32 else { return [] }
        return name
    }
}
