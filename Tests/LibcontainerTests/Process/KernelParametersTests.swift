import Testing

@testable import Libcontainer

@Suite("Names of kernel parameters")
struct KernelParametersTests {
    @Test(
        "are paths by their first separator",
        arguments: [
            ("net.ipv4.ip_forward", "net/ipv4/ip_forward"), ("net/ipv4/conf/eth0.1/arp", "net/ipv4/conf/eth0.1/arp"),
            ("net.ipv4.conf.eth0/1.arp", "net/ipv4/conf/eth0.1/arp"),
        ])
    func path(name: String, path: String) {
        #expect(KernelParameters.path(of: name) == path)
    }
}
