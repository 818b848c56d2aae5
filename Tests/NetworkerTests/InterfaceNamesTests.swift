import Netlink
import Testing

@testable import Networker

@Suite("Interface names")
struct InterfaceNamesTests {
    private func names(_ tag: String) throws -> InterfaceNames { InterfaceNames(tag: try NetworkTag(tag)) }

    @Test("fit into the kernel's 15 bytes", arguments: ["", "a", "0", "abcd", "9zz9"])
    func fit(tag: String) throws {
        let names = try names(tag)
        let subnet = try #require(IPv4Network("0.0.0.4/30"))

        for name in [names.host(id: InterfaceNames.makeID()), names.container(id: "0"), names.bridge(of: subnet)] {
            #expect(name.utf8.count <= LinkName.longest)
        }
        #expect(names.bridge(of: subnet) == "w\(tag)b-00000004")
    }

    @Test("are recognised", arguments: ["", "a", "b", "abcd"])
    func recognised(tag: String) throws {
        let names = try names(tag)
        let subnet = try #require(IPv4Network("10.254.0.4/30"))
        let id = InterfaceNames.makeID()

        #expect(names.owned(names.host(id: id)) == .host(id: id))
        #expect(names.owned(names.bridge(of: subnet)) == .bridge(subnet.base))
    }

    @Test("of one server are never another's")
    func apart() throws {
        let tags = ["", "a", "b", "ab", "bb", "0", "aaaa"]
        let subnet = try #require(IPv4Network("10.254.0.4/30"))

        for owner in tags {
            let names = try names(owner)
            for other in tags where other != owner {
                let others = try self.names(other)
                #expect(others.owned(names.host(id: "b0000000")) == nil)
                #expect(others.owned(names.bridge(of: subnet)) == nil)
                #expect(!names.bridge(of: subnet).hasPrefix(others.bridgePrefix))
            }
        }
    }

    @Test(
        "are nobody else's",
        arguments: [
            "wlan0", "wg0", "wb-", "wb-0afe000", "wb-0afe00000", "wb-0AFE0000", "wb-0afe000g", "w0000000-0",
            "w00000000-1", "w00000000-2", "w0000000w-0", "x00000000-0", "wb-+0000001",
        ])
    func foreign(name: String) throws {
        #expect(try names("").owned(name) == nil)
    }

    @Test("A tag that does not fit or could be mistaken is refused", arguments: ["abcde", "A", "a-", "é", "a b"])
    func tags(tag: String) {
        #expect(throws: NetworkerError.invalidTag(tag)) { try NetworkTag(tag) }
    }
}
