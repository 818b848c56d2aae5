import Netlink
import Testing

@Suite("IPv4 addresses and networks")
struct IPv4Tests {
    @Test("An address is read and written as four numbers", arguments: ["0.0.0.0", "10.254.0.1", "255.255.255.255"])
    func readsAddress(text: String) throws {
        let address = try #require(IPv4Address(text))

        #expect(address.description == text)
    }

    @Test(
        "What is not exactly four small numbers is no address",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.-4", "1.2.3.4 ", "a.b.c.d", "::1", "1..2.3",
            "1.2.3.٤", "1.2.3.+4", "1.2.3.1000",
        ])
    func refusesAddress(text: String) {
        #expect(IPv4Address(text) == nil)
    }

    @Test(
        "A network drops the bits beyond its prefix",
        arguments: [
            (text: "10.254.0.5/22", base: "10.254.0.0", last: "10.254.3.255", size: 1024),
            (text: "10.254.0.5/30", base: "10.254.0.4", last: "10.254.0.7", size: 4),
            (text: "1.2.3.4/32", base: "1.2.3.4", last: "1.2.3.4", size: 1),
            (text: "1.2.3.4/0", base: "0.0.0.0", last: "255.255.255.255", size: 1 << 32),
        ] as [(text: String, base: String, last: String, size: Int)])
    func masks(text: String, base: String, last: String, size: Int) throws {
        let network = try #require(IPv4Network(text))

        #expect(network.base.description == base)
        #expect(network.last.description == last)
        #expect(network.size == size)
    }

    @Test(
        "What is not an address with a prefix length is no network",
        arguments: [
            "", "1.2.3.4", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/2/3", "/8", "1.2.3/8", "1.2.3.4/+8",
        ])
    func refusesNetwork(text: String) {
        #expect(IPv4Network(text) == nil)
    }

    @Test(
        "Networks overlap when one contains the other",
        arguments: [
            (left: "10.0.0.0/8", right: "10.254.0.0/22", overlap: true),
            (left: "10.254.0.0/30", right: "10.254.0.4/30", overlap: false),
            (left: "10.254.0.0/30", right: "10.254.0.0/30", overlap: true),
        ] as [(left: String, right: String, overlap: Bool)])
    func overlaps(left: String, right: String, overlap: Bool) throws {
        let (left, right) = (try #require(IPv4Network(left)), try #require(IPv4Network(right)))

        #expect(left.overlaps(right) == overlap)
        #expect(right.overlaps(left) == overlap)
    }
}
