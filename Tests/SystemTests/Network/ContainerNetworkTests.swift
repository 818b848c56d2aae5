import Garden
import Glibc
import Guardian
import GuardianTestSupport
import JSON
import Linux
import Netlink
import Networker
import SystemPackage
import Testing

@Suite("Containers' networks", .enabled(if: NetworkSandbox.isIsolated, "run it with ci/isolated"))
struct ContainerNetworkTests {
    @Test("A container reaches its gateway, and the world under the host's address", arguments: [false, true])
    func reaches(isUnprivileged: Bool) async throws {
        try await NetworkSandbox.use { sandbox in
            let holder = try await sandbox.holder(isUnprivileged: isUnprivileged)
            let container = try await sandbox.attach("web", to: holder.pid)
            let outside = try sandbox.outside()
            let listener = try TCPProbe.listen(in: outside.process)

            #expect(try await sandbox.ping(container.gateway, from: container.process))
            #expect(try await sandbox.ping(outside.address, from: container.process))
            let refusal = try TCPProbe.connect(from: container.process, to: outside.address, port: listener.port())
            #expect(refusal == nil)
            #expect("\(try listener.client())" == "192.0.2.2")
        }
    }

    @Test("Everything is there under the names that the record says")
    func names() async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            let section = try #require(sandbox.records[container.handle]?.sections[.network])
            let inside = try NetlinkSocket(in: NetworkNamespace.ofProcess(container.process))
            let home = try NetlinkSocket()

            let interface = try #require(try inside.link(named: section["container_interface"]?.string ?? ""))
            let host = try #require(try home.link(named: section["host_interface"]?.string ?? ""))
            let bridge = try #require(try home.link(named: section["bridge"]?.string ?? ""))

            #expect(host.alias == "web")
            #expect(host.master == bridge.index)
            #expect(bridge.kind == "bridge")
            let details = try await sandbox.run(["ip", "-details", "link", "show", "dev", bridge.name])
            #expect(details.contains("mcast_snooping 0 "))
            #expect(interface.mtu == 1500)
            #expect(try inside.defaultRouteLink() == interface.index)
            #expect(try inside.link(named: "lo")?.isUp == true)
            #expect(
                try inside.addresses().contains { $0.address == InterfaceAddress(container.address, prefixLength: 30) })
        }
    }

    @Test("Containers of different subnets cannot reach one another")
    func separated() async throws {
        try await NetworkSandbox.use { sandbox in
            let one = try await sandbox.attach("one")
            let other = try await sandbox.attach("other")
            let listener = try TCPProbe.listen(in: other.process)

            let refusal = try TCPProbe.connect(from: one.process, to: other.address, port: listener.port())

            #expect(refusal != nil)
            #expect(try await !sandbox.ping(other.address, from: one.process, within: 1))
            #expect(try await !sandbox.ping(other.gateway, from: one.process, within: 1))
        }
    }

    @Test("Containers that asked for the same subnet reach one another")
    func siblings() async throws {
        try await NetworkSandbox.use { sandbox in
            let one = try await sandbox.attach("one", "10.99.0.0/24")
            let other = try await sandbox.attach("other", "10.99.0.9/24")

            #expect(try await sandbox.ping(other.address, from: one.process))
            #expect("\(other.address)" == "10.99.0.9")
        }
    }

    @Test("The host does not answer containers unless it allows them", arguments: [false, true])
    func hostAccess(isAllowed: Bool) async throws {
        try await NetworkSandbox.use {
            $0.allowHostAccess = isAllowed
        } _: { sandbox in
            let container = try await sandbox.attach("web")
            let listener = try TCPProbe.listen()

            for address in [container.gateway, try #require(IPv4Address("192.0.2.2"))] {
                let refusal = try TCPProbe.connect(from: container.process, to: address, port: listener.port())

                #expect((refusal == nil) == isAllowed)
            }
        }
    }

    @Test("The host does not answer by IPv6 either")
    func hostAccessBySix() async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            let section = try #require(sandbox.records[container.handle]?.sections[.network])
            let enter = ["--target", "\(container.process)", "--net"]
            let give = ["ip", "-6", "address", "add", "nodad", "dev"]
            try await sandbox.run(give + [section["bridge"]?.string ?? "", "fd00::1/64"])
            let interface = section["container_interface"]?.string ?? ""
            try await sandbox.run(["nsenter"] + enter + give + [interface, "fd00::2/64"])
            func answers(within seconds: Int) async throws -> Bool {
                try await sandbox.succeeds(
                    ["nsenter"] + enter + ["busybox", "ping", "-6", "-c", "1", "-W", "\(seconds)", "fd00::1"])
            }

            let answered = try await answers(within: 1)
            try await sandbox.run(["nft", "delete", "table", "inet", sandbox.table])
            // The question where the host is was not answered either, and fails all that waits for it.
            try await sandbox.run(["nsenter"] + enter + ["ip", "-6", "neighbour", "flush", "dev", interface])

            #expect(!answered)
            #expect(try await answers(within: 20), "without the rules it answers")
        }
    }

    @Test("The host reaches containers")
    func hostToContainer() async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            let listener = try TCPProbe.listen(in: container.process)
            let own = try #require(PID(rawValue: getpid()))

            #expect(try TCPProbe.connect(from: own, to: container.address, port: listener.port()) == nil)
        }
    }

    @Test("A denied network is refused")
    func denied() async throws {
        try await NetworkSandbox.use {
            $0.deniedNetworks = [try #require(IPv4Network("192.0.2.0/28")), try #require(IPv4Network("0.0.0.0/0"))]
        } _: { sandbox in
            let container = try await sandbox.attach("web")
            let outside = try sandbox.outside()
            let listener = try TCPProbe.listen(in: outside.process)

            let refusal = try TCPProbe.connect(from: container.process, to: outside.address, port: listener.port())

            #expect(refusal == .connectionRefused)
        }
    }

    @Test("Packets under another address go nowhere")
    func spoofing() async throws {
        try await NetworkSandbox.use { sandbox in
            let container = try await sandbox.attach("web")
            let outside = try sandbox.outside()
            let listener = try TCPProbe.listen(in: outside.process)
            let inside = try NetlinkSocket(in: NetworkNamespace.ofProcess(container.process))
            let stolen = try #require(IPv4Address("198.51.100.7"))
            let lo = try #require(try inside.link(named: "lo"))
            try inside.addAddress(InterfaceAddress(stolen, prefixLength: 32), to: lo)

            let refusal = try TCPProbe.connect(
                from: container.process, as: stolen, to: outside.address, port: listener.port())

            #expect(refusal == Errno(rawValue: EINPROGRESS))
        }
    }

    @Test("No thread stays in a container's namespace")
    func threadsStayHome() async throws {
        try await NetworkSandbox.use { sandbox in
            _ = try await sandbox.attach("web")

            let namespaces = try Files.entries(of: "/proc/self/task").map { thread in
                try NetlinkNamespaceName.of(FilePath("/proc/self/task/\(thread)/ns/net"))
            }

            #expect(Set(namespaces).count == 1)
        }
    }
}
