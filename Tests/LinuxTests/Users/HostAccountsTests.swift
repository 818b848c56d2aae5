import Linux
import Testing

@Suite("The host's accounts")
struct HostAccountsTests {
    private let accounts = HostAccounts(
        passwd: Array(
            "root:x:0:0::/root:\nvcap:x:1000:1001::/:\n7:x:8:8::/:\nbroken:x:no:0::/:\nlast:x:4294967295:0::/:\n".utf8),
        group: Array("root:x:0:\ncrew:x:2000:vcap\n7:x:9:\n".utf8))

    @Test(
        "are found by name first, and then by number, with or without an entry",
        arguments: [
            ("root", 0, 0), ("vcap", 1000, nil), ("crew", nil, 2000), ("7", 8, 9), ("1000", 1000, 1000),
            ("4294967294", 4_294_967_294, 4_294_967_294),
        ] as [(String, UInt32?, UInt32?)])
    func found(text: String, user: UInt32?, group: UInt32?) {
        #expect(accounts.user(text) == user)
        #expect(accounts.group(text) == group)
    }

    @Test(
        "are not guessed",
        arguments: [
            "", "nobody-here", "broken", "last", "-1", "+1", " 1", "1.0", "0x1", "4294967295", "4294967296", "Root",
        ])
    func unknown(text: String) {
        #expect(accounts.user(text) == nil)
        #expect(accounts.group(text) == nil)
    }

    @Test("of this host have root")
    func thisHost() throws {
        let accounts = try HostAccounts.read()

        #expect(accounts.user("root") == 0)
        #expect(accounts.group("root") == 0)
    }
}
