import Testing

@testable import Netlink

@Suite("Netlink request bodies")
struct MessageBodyTests {
    @Test("attributes carry their length and type and are padded to four bytes")
    func alignsAttributes() {
        var body = MessageBody(UInt32(0x0403_0201))

        body.append(3, "lo")
        body.append(4, UInt32(1500))

        #expect(
            body.bytes == [
                1, 2, 3, 4,
                7, 0, 3, 0, UInt8(ascii: "l"), UInt8(ascii: "o"), 0, 0,
                8, 0, 4, 0, 0xDC, 5, 0, 0,
            ])
    }

    @Test("nested attributes count their content, header and padding included")
    func nests() {
        var body = MessageBody(())

        body.nest(18) { info in
            info.append(1, [9])
            info.nest(2, header: UInt32(0)) { _ in }
        }

        #expect(body.bytes == [20, 0, 18, 0, 5, 0, 1, 0, 9, 0, 0, 0, 8, 0, 2, 0, 0, 0, 0, 0])
    }

    @Test("a default route names gateway and link and nothing else")
    func defaultRoute() throws {
        let gateway = try #require(IPv4Address("10.254.0.1"))

        let body = NetlinkSocket.defaultRoute(via: gateway, link: 7)

        #expect(
            body.bytes == [2, 0, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0, 8, 0, 5, 0, 10, 254, 0, 1, 8, 0, 4, 0, 7, 0, 0, 0])
    }

    @Test("a hardware address follows from the address, is locally administered and no group's")
    func hardwareAddress() throws {
        let address = HardwareAddress(for: try #require(IPv4Address("10.254.0.2")))

        #expect(address.octets == [0x0A, 0x58, 10, 254, 0, 2])
        #expect(address.octets[0] & 0b11 == 0b10)
    }

    @Test(
        "names the kernel would refuse or cut are refused",
        arguments: ["", ".", "..", "a/b", "a:b", "a b", "sixteen-letters-"])
    func linkNames(name: String) {
        #expect(throws: NetlinkError.unusableName(name)) { try LinkName.check(name) }
    }
}
