import Linux
import SystemPackage
import Testing

@Suite("The users of a container")
struct UserDatabaseTests {
    private static let passwd = """
        root:x:0:0:root:/root:/bin/sh
        # bob:x:7:7::/home/comment:/bin/sh
        alice:x:1000:1000:Alice:/home/alice:/bin/sh
        carol:x:1001:1001
        1002:x:2002:2002::/home/number:
        dave:x:1002:1002::/home/dave:
        broken:x:zero:0::/root:/bin/sh
        giant:x:2147483648:1::/:

        """
    private static let group = """
        root:x:0:
        alice:x:1000:
        crew:x:2000:bob,alice
        wheel:x:10:alice,carol
        nothing:x:none:alice
        giants:x:3000000000:giant
        """

    private func resolve(_ user: String) throws(LinuxError) -> ResolvedUser {
        try UserDatabase.resolve(user, passwd: Array(Self.passwd.utf8), group: Array(Self.group.utf8))
    }

    @Test(
        "are found by name and by number",
        arguments: [
            ("", ResolvedUser(uid: 0, gid: 0, home: "/root")),
            ("root", ResolvedUser(uid: 0, gid: 0, home: "/root")),
            ("0", ResolvedUser(uid: 0, gid: 0, home: "/root")),
            ("alice", ResolvedUser(uid: 1000, gid: 1000, additionalGroups: [2000, 10], home: "/home/alice")),
            ("1000", ResolvedUser(uid: 1000, gid: 1000, additionalGroups: [2000, 10], home: "/home/alice")),
            ("carol", ResolvedUser(uid: 1001, gid: 1001, additionalGroups: [10], home: "/")),
            ("1002", ResolvedUser(uid: 2002, gid: 2002, home: "/home/number")),
            ("dave", ResolvedUser(uid: 1002, gid: 1002, home: "/home/dave")),
            ("4242", ResolvedUser(uid: 4242, gid: 0, home: "/")),
            ("2147483647", ResolvedUser(uid: 2_147_483_647, gid: 0, home: "/")),
        ])
    func found(user: String, expected: ResolvedUser) throws {
        #expect(try resolve(user) == expected)
    }

    @Test(
        "an explicit group replaces the user's own and all others",
        arguments: [
            ("alice:wheel", ResolvedUser(uid: 1000, gid: 10, home: "/home/alice")),
            ("alice:10", ResolvedUser(uid: 1000, gid: 10, home: "/home/alice")),
            ("alice:77", ResolvedUser(uid: 1000, gid: 77, home: "/home/alice")),
            ("4242:crew", ResolvedUser(uid: 4242, gid: 2000, home: "/")),
            (":crew", ResolvedUser(uid: 0, gid: 2000, home: "/root")),
            ("alice:", ResolvedUser(uid: 1000, gid: 1000, additionalGroups: [2000, 10], home: "/home/alice")),
        ])
    func explicitGroup(user: String, expected: ResolvedUser) throws {
        #expect(try resolve(user) == expected)
    }

    @Test(
        "unknown names are told in the original's words",
        arguments: [
            ("bob", "unable to find user bob: no matching entries in passwd file"),
            ("broken", "unable to find user broken: no matching entries in passwd file"),
            ("0x10", "unable to find user 0x10: no matching entries in passwd file"),
            ("+1", "unable to find user +1: no matching entries in passwd file"),
            ("alice:x", "unable to find group x: no matching entries in group file"),
            ("alice:nothing", "unable to find group nothing: no matching entries in group file"),
            ("alice:crew:wheel", "unable to find group crew:wheel: no matching entries in group file"),
        ])
    func unknown(user: String, text: String) {
        #expect(throws: LinuxError.unknownUser(text)) { try resolve(user) }
    }

    @Test(
        "numbers out of range are refused, wherever they come from",
        arguments: [
            "-1", "2147483648", "99999999999999999999", "alice:-1", "alice:4294967296", "giant", "alice:giants",
        ])
    func outOfRange(user: String) {
        #expect(throws: LinuxError.unknownUser("uids and gids must be in range 0-2147483647")) { try resolve(user) }
    }

    @Test("without any files there are root and numbers")
    func noFiles() throws {
        #expect(try UserDatabase.resolve("root", passwd: nil, group: nil) == ResolvedUser(uid: 0, gid: 0))
        #expect(try UserDatabase.resolve("", passwd: nil, group: nil) == ResolvedUser(uid: 0, gid: 0))
        #expect(try UserDatabase.resolve("7:8", passwd: nil, group: nil) == ResolvedUser(uid: 7, gid: 8))
        #expect(throws: LinuxError.unknownUser("unable to find user alice: no matching entries in passwd file")) {
            try UserDatabase.resolve("alice", passwd: nil, group: nil)
        }
    }

    @Test("a passwd file without root has no root")
    func noRoot() {
        #expect(throws: LinuxError.unknownUser("unable to find user root: no matching entries in passwd file")) {
            try UserDatabase.resolve("root", passwd: Array("alice:x:1:1::/:".utf8), group: nil)
        }
    }

    @Test("are read from the files below a root, where links of the container stay inside it")
    func inRoot() throws {
        let scratch = try ScratchFolder()
        let files = scratch.path.appending("real")
        try Files.makeDirectories(files, mode: FilePermissions(rawValue: 0o755))
        try Files.write(Array(Self.passwd.utf8), to: files.appending("passwd"), mode: .ownerReadWrite, durably: false)
        try link("/real", at: scratch.path.appending("etc"))

        let user = try UserDatabase.resolve("alice", in: try RootDirectory(scratch.path))

        #expect(user == ResolvedUser(uid: 1000, gid: 1000, home: "/home/alice"))
    }

    @Test("a root without /etc has only root and numbers")
    func inEmptyRoot() throws {
        let scratch = try ScratchFolder()

        #expect(try UserDatabase.resolve("root", in: try RootDirectory(scratch.path)) == ResolvedUser(uid: 0, gid: 0))
    }
}
