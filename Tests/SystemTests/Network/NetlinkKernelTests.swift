import Glibc
import GuardianTestSupport
import Linux
import Netlink
import SystemPackage
import Testing

@Suite("Links of the kernel", .enabled(if: NetworkSandbox.isIsolated, "run it with ci/isolated"))
struct NetlinkKernelTests {
    /// Runs `body` with the name of a bridge, which is gone afterwards.
    private func withBridge(_ body: (borrowing NetlinkSocket, String) throws -> Void) throws {
        let socket = try NetlinkSocket()
        let name = "test-\(TestTag.random())"
        try socket.makeBridge(named: name, address: HardwareAddress(for: IPv4Address(rawValue: 1)))
        defer {
            do { try socket.removeLink(named: name) } catch { Issue.record(error) }
        }
        try body(socket, name)
    }

    @Test("A bridge is found by name and number, with what was changed about it")
    func bridge() throws {
        try withBridge { socket, name in
            var change = LinkChange(isUp: false)
            (change.mtu, change.alias) = (1400, "für Leute")
            try socket.change(name, change)

            let link = try #require(try socket.link(named: name))

            #expect(
                link == Link(index: link.index, name: name, kind: "bridge", mtu: 1400, isUp: false, alias: "für Leute"))
            #expect(try socket.link(index: link.index) == link)
            #expect(try socket.links().contains(link))
        }
    }

    @Test("An address can be added twice")
    func addresses() throws {
        try withBridge { socket, name in
            let link = try #require(try socket.link(named: name))
            let address = InterfaceAddress(try #require(IPv4Address("198.51.100.1")), prefixLength: 28)

            for _ in 0..<2 { try socket.addAddress(address, to: link) }

            #expect(try socket.addresses().filter { $0.link == link.index }.map(\.address) == [address])
        }
    }

    @Test("A taken name is refused with the kernel's number and our words")
    func taken() throws {
        try withBridge { socket, name in
            let address = HardwareAddress(for: IPv4Address(rawValue: 2))

            let error = #expect(throws: NetlinkError.self) { try socket.makeBridge(named: name, address: address) }

            #expect(error?.errno == .fileExists)
            #expect(error?.description == "make bridge \(name): File exists")
        }
    }

    @Test("What is not there is no error to look for or remove, but it is one to change")
    func missing() throws {
        let socket = try NetlinkSocket()

        #expect(try socket.link(named: "nowhere0") == nil)
        #expect(try socket.link(index: 2_000_000) == nil)
        #expect(try !socket.removeLink(named: "nowhere0"))
        let error = #expect(throws: NetlinkError.self) { try socket.change("nowhere0", LinkChange(isUp: true)) }
        #expect(error?.errno == Errno(rawValue: ENODEV))
    }

    @Test("The end of a link is announced when it is gone, and not when a neighbour or its port goes")
    func end() throws {
        let socket = try NetlinkSocket()
        let (bridge, neighbour) = ("test-\(TestTag.random())", "test-\(TestTag.random())")
        for name in [bridge, neighbour] {
            try socket.makeBridge(named: name, address: HardwareAddress(for: IPv4Address(rawValue: 1)))
        }
        let link = try #require(try socket.link(named: bridge))
        let own = try NetworkNamespace.current()
        let pair = VethPair(name: "\(bridge)p", peer: "\(bridge)q", mtu: 1500, master: link.index)
        try socket.makeVethPair(pair, peerIn: own)
        let end = try LinkEnd(of: link.index)

        try socket.removeLink(named: neighbour)
        try socket.removeLink(named: pair.name)
        #expect(!Self.isReadable(end.descriptor))

        try socket.removeLink(named: bridge)
        #expect(Self.isReadable(end.descriptor))
    }

    private static func isReadable(_ descriptor: FileDescriptor) -> Bool {
        var polled = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) == 1
    }

    @Test("A process that has ended has no namespace")
    func noProcess() throws {
        let pid = try #require(PID(rawValue: Int32.max))

        let error = #expect(throws: LinuxError.self) { _ = try NetworkNamespace.ofProcess(pid) }

        #expect(error?.errno == .noSuchFileOrDirectory)
    }
}
