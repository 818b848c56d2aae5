import Linux
import SystemPackage
import Testing

@Suite("The mount table")
struct MountTableTests {
    @Test("a line's fields are told apart, however many propagation fields there are")
    func fields() throws {
        let text = """
            36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue
            37 36 0:5 / /proc rw - proc proc rw

            """

        let entries = MountTable.parse(Array(text.utf8))

        try #require(entries.count == 2)
        #expect((entries[0].id, entries[0].parentID) == (36, 35))
        #expect(entries[0].device == "98:0")
        #expect((entries[0].root, entries[0].mountPoint) == ("/mnt1", "/mnt2"))
        #expect(entries[0].options == ["rw", "noatime"])
        #expect(entries[0].propagation == ["master:1", "shared:2"])
        #expect((entries[0].type, entries[0].source) == ("ext3", "/dev/root"))
        #expect(entries[0].fileSystemOptions == ["rw", "errors=continue"])
        #expect(entries[1].propagation == [])
    }

    @Test(
        "white space and backslashes in names are unescaped",
        arguments: [
            (#"/a\040b"#, "/a b"), (#"/a\011b\012c"#, "/a\tb\nc"), (#"/back\134slash"#, #"/back\slash"#),
            (#"/\134040"#, #"/\040"#), (#"/end\04"#, #"/end\04"#), ("/ümläut", "/ümläut"), (#"/\303\274"#, "/ü"),
        ])
    func escapes(written: String, meant: String) throws {
        let entries = MountTable.parse(Array("1 0 0:1 / \(written) rw - tmpfs none rw".utf8))

        #expect(entries.map(\.mountPoint.string) == [meant])
    }

    @Test(
        "a line that is no mount is left out",
        arguments: ["", "nonsense", "x 35 98:0 / / rw - ext3 a rw", "1 0 0:1 / / rw master:1", "1 0 0:1 / / rw - ext3"])
    func malformed(line: String) {
        #expect(
            MountTable.parse(Array((line + "\n1 0 0:1 / /kept rw - ext3 a rw").utf8)).map(\.mountPoint) == ["/kept"])
    }

    @Test("this program sees a root and /proc")
    func current() throws {
        let places = try MountTable.current().map(\.mountPoint)

        #expect(places.contains("/"))
        #expect(places.contains("/proc"))
    }
}
