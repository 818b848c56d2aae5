import SystemPackage

/// Users and groups of a container, by its own files.
public enum UserDatabase {
    /// The highest id that can be asked for, as in the original.
    private static let highestID: UInt32 = 2_147_483_647
    private static let outOfRange = LinuxError.unknownUser("uids and gids must be in range 0-\(highestID)")

    /// Finds a user by the files below a container's root; a missing file is as good as none.
    public static func resolve(_ user: String, in root: RootDirectory) throws(LinuxError) -> ResolvedUser {
        try resolve(user, passwd: contents(of: "/etc/passwd", in: root), group: contents(of: "/etc/group", in: root))
    }

    /// Finds a user.
    ///
    /// - Parameters:
    ///   - user: a name or number, and after a colon a group's name or number; empty: user 0. A number needs no entry.
    ///   - passwd: the text of the passwd file; nil: there is none. The user `root` needs none.
    ///   - group: the text of the group file; nil: there is none.
    /// - Throws: `LinuxError.unknownUser` with a text that the original's callers know.
    public static func resolve(
        _ user: String, passwd: [UInt8]?, group: [UInt8]?
    ) throws(LinuxError) -> ResolvedUser {
        if user == "root", passwd == nil { return ResolvedUser(uid: 0, gid: 0) }
        let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (wanted, wantedGroup) = (parts.first ?? "", parts.count > 1 ? parts[1] : "")

        let entry = passwords(in: passwd ?? []).first { matches($0, wanted) }
        var resolved = ResolvedUser(uid: entry?.uid ?? 0, gid: entry?.gid ?? 0)
        if let home = entry?.home, !home.isEmpty { resolved.home = home }
        if entry == nil, !wanted.isEmpty {
            resolved.uid = try number(
                wanted, unless: "unable to find user \(wanted): no matching entries in passwd file")
        }

        if !wantedGroup.isEmpty {
            resolved.gid = try gid(wantedGroup, group ?? [])
        } else if let name = entry?.name {
            resolved.additionalGroups = groups(in: group ?? []).filter { $0.members.contains(name) }.map(\.gid)
        }
        guard ([resolved.uid, resolved.gid] + resolved.additionalGroups).allSatisfy({ $0 <= highestID }) else {
            throw outOfRange
        }
        return resolved
    }

    private static func matches(_ entry: PasswordEntry, _ wanted: String) -> Bool {
        if wanted.isEmpty { return entry.uid == 0 }
        return entry.name == wanted || isNumber(wanted) && UInt32(wanted) == entry.uid
    }

    private static func gid(_ wanted: String, _ text: [UInt8]) throws(LinuxError) -> UInt32 {
        let entry = groups(in: text).first { $0.name == wanted || isNumber(wanted) && UInt32(wanted) == $0.gid }
        if let entry { return entry.gid }
        return try number(wanted, unless: "unable to find group \(wanted): no matching entries in group file")
    }

    private static func number(_ text: String, unless complaint: String) throws(LinuxError) -> UInt32 {
        guard isNumber(text) else { throw .unknownUser(complaint) }
        guard let number = UInt32(text), number <= highestID else { throw outOfRange }
        return number
    }

    /// A sign makes a number too, which is then out of range.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func contents(
        of path: FilePath, in root: RootDirectory
    ) throws(LinuxError) -> [UInt8]? {
        do {
            return try root.readFile(path)
        } catch {
            let absent: [Errno?] = [.noSuchFileOrDirectory, .notDirectory]
            guard absent.contains(error.errno) else { throw error }
            return nil
        }
    }
}
