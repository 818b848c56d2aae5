import Testing

@testable import Archives

@Suite("Names of members")
struct MemberNameTests {
    @Test(
        "are paths below the destination",
        arguments: [
            ("a", "a", "", "a"), ("a/b/c", "a/b/c", "a/b", "c"), ("/a", "a", "", "a"), ("///a//b/", "a/b", "a", "b"),
            (".", "", "", ""), ("./", "", "", ""), ("/", "", "", ""), (".//./x", "x", "", "x"),
            ("..a/b..", "..a/b..", "..a", "b.."), ("...", "...", "", "..."), (" ", " ", "", " "),
        ])
    func parts(name: String, path: String, folder: String, last: String) throws {
        let member = try MemberName(Array(name.utf8))

        #expect(member.path.shown == path)
        #expect(member.folder.shown == folder)
        #expect(member.last.shown == last)
        #expect(member.isFolderLike == name.hasSuffix("/"))
    }

    @Test(
        "are refused when they could lead out, or nowhere",
        arguments: [
            ("", Refusal.emptyName), ("..", .parentInName), ("../a", .parentInName), ("a/..", .parentInName),
            ("a/../b", .parentInName), ("/..", .parentInName), ("a\0b", .nulInName),
            (String(repeating: "a/", count: 40_000), .tooLong),
        ])
    func refused(name: String, reason: Refusal) {
        let error = #expect(throws: ArchiveError.self) { try MemberName(Array(name.utf8)) }

        guard case .refused(_, reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
