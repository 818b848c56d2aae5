import SystemPackage

/// The host's users and groups, by its own files: for flags that take a name or a number.
public struct HostAccounts: Sendable {
    private let users: [PasswordEntry]
    private let groups: [GroupEntry]

    /// The accounts in the texts of a passwd and a group file.
    public init(passwd: [UInt8], group: [UInt8]) {
        users = UserDatabase.parsePasswords(passwd)
        groups = UserDatabase.parseGroups(group)
    }

    /// Reads /etc/passwd and /etc/group; a missing file is as good as an empty one.
    public static func read() throws(LinuxError) -> HostAccounts {
        HostAccounts(passwd: try contents(of: "/etc/passwd"), group: try contents(of: "/etc/group"))
    }

    /// The id of a user by name, or a number, which needs no account; nil when it is neither.
    public func user(_ text: String) -> UInt32? {
        Self.valid(users.first { $0.name == text }?.uid ?? Self.number(text))
    }

    /// The id of a group by name, or a number, which needs no account; nil when it is neither.
    public func group(_ text: String) -> UInt32? {
        Self.valid(groups.first { $0.name == text }?.gid ?? Self.number(text))
    }

    /// The highest number is no id: chown(2) takes it for "unchanged".
    private static func valid(_ id: UInt32?) -> UInt32? { id == .max ? nil : id }

    private static func number(_ text: String) -> UInt32? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt32(text) : nil
    }

    private static func contents(of path: FilePath) throws(LinuxError) -> [UInt8] {
        do {
            return try Files.read(path)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
            return []
        }
    }
}
