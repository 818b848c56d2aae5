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
    /// never makes anybody root; so are lines with a NUL, which no name and no path can have.
    public static func parsePasswords(_ text: [UInt8]) -> [PasswordEntry] { Array(passwords(in: text)) }

    /// Reads the text of a group file; lines without a number, or with a NUL, are left out.
    public static func parseGroups(_ text: [UInt8]) -> [GroupEntry] { Array(groups(in: text)) }

    /// The entries, each read only when somebody comes to it: the file is the container's, and may be long.
    static func passwords(in text: [UInt8]) -> some Sequence<PasswordEntry> {
        lines(of: text).lazy.compactMap { line in
            let fields = fields(of: line)
            guard fields.count >= 4, let uid = number(fields[2]), let gid = number(fields[3]) else { return nil }
            return PasswordEntry(
                name: string(fields[0]), uid: uid, gid: gid, home: fields.count > 5 ? string(fields[5]) : "")
        }
    }

    /// The entries, each read only when somebody comes to it.
    static func groups(in text: [UInt8]) -> some Sequence<GroupEntry> {
        lines(of: text).lazy.compactMap { line in
            let fields = fields(of: line)
            guard fields.count >= 3, let gid = number(fields[2]) else { return nil }
            let members = fields.count > 3 ? fields[3].split(separator: UInt8(ascii: ",")).map(string) : []
            return GroupEntry(name: string(fields[0]), gid: gid, members: members)
        }
    }

    private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") && !$0.contains(0) }
    }

    private static func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { field in
            let start = field.drop(while: isWhitespace)
            return start.dropLast(start.reversed().prefix(while: isWhitespace).count)
        }
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func number(_ field: ArraySlice<UInt8>) -> UInt32? { UInt32(string(field)) }

    private static func string(_ field: ArraySlice<UInt8>) -> String { String(decoding: field, as: UTF8.self) }
}
