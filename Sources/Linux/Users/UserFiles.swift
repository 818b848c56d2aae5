/// A line of /etc/passwd, passwd(5).
public struct PasswordEntry: Hashable, Sendable {
    /// The user's name.
    public var name: String
    /// The user id.
    public var uid: UInt32
    /// The id of the user's own group.
    public var gid: UInt32
    /// The home folder.
    public var home: String
}

/// A line of /etc/group, group(5).
public struct GroupEntry: Hashable, Sendable {
    /// The group's name.
    public var name: String
    /// The group id.
    public var gid: UInt32
    /// The names of the users in it.
    public var members: [String]
}

extension UserDatabase {
    /// Reads the text of a passwd file. Lines without a number where one belongs are left out, so that a damaged line
    /// never makes anybody root.
    public static func parsePasswords(_ text: [UInt8]) -> [PasswordEntry] {
        lines(text).compactMap { fields in
            guard fields.count >= 4, let uid = UInt32(fields[2]), let gid = UInt32(fields[3]) else { return nil }
            return PasswordEntry(name: fields[0], uid: uid, gid: gid, home: fields.count > 5 ? fields[5] : "")
        }
    }

    /// Reads the text of a group file; lines without a number are left out.
    public static func parseGroups(_ text: [UInt8]) -> [GroupEntry] {
        lines(text).compactMap { fields in
            guard fields.count >= 3, let gid = UInt32(fields[2]) else { return nil }
            let members = fields.count > 3 ? fields[3].split(separator: ",").map(String.init) : []
            return GroupEntry(name: fields[0], gid: gid, members: members)
        }
    }

    private static func lines(_ text: [UInt8]) -> [[String]] {
        text.split(separator: UInt8(ascii: "\n")).compactMap { bytes in
            let line = String(decoding: bytes, as: UTF8.self)
            guard !line.hasPrefix("#") else { return nil }
            return line.split(separator: ":", omittingEmptySubsequences: false).map { field in
                String(field.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
            }
        }
    }
}
