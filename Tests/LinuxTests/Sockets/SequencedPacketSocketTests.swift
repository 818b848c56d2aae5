import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Packet sockets")
struct SequencedPacketSocketTests {
    @Test("carry packets with descriptors, one by one")
    func packets() throws {
        let (left, right) = try SequencedPacketSocket.pair()
        defer { left.descriptor.closeIgnoringErrors() }
        let file = try MemoryFile.make(name: "test", contents: [42])
        defer { file.closeIgnoringErrors() }

        #expect(try right.receive() == .nothing)
        #expect(try left.send([1, 2], descriptors: [file]))
        #expect(try left.send([3]))
        let first = try right.receive()
        let second = try right.receive()
        right.descriptor.closeIgnoringErrors()

        guard case .packet([1, 2], let descriptors) = first, let descriptor = descriptors.first else {
            Issue.record("received \(first)")
            return
        }
        defer { descriptor.closeIgnoringErrors() }
        #expect(try descriptor.readNow(upTo: 10) == [42])
        #expect(second == .packet([3], []))
        #expect(try left.receive() == .end)
    }

    @Test("refuse packets that are empty or too long", arguments: [0, SequencedPacketSocket.packetLimit + 1])
    func sizes(_ size: Int) throws {
        let (left, right) = try SequencedPacketSocket.pair()
        defer { for item in [left, right] { item.descriptor.closeIgnoringErrors() } }

        #expect(throws: LinuxError.self) { try left.send([UInt8](repeating: 0, count: size)) }
    }

    @Test("say when there is no room, and lose nothing")
    func full() throws {
        let (left, right) = try SequencedPacketSocket.pair()
        defer { for item in [left, right] { item.descriptor.closeIgnoringErrors() } }
        let packet = [UInt8](repeating: 1, count: 1000)

        var sent = 0
        while try left.send(packet) { sent += 1 }
        var received = 0
        while case .packet = try right.receive() { received += 1 }

        #expect(sent > 0)
        #expect(received == sent)
    }

    @Test("listen in folders with long names, for their owner only")
    func listen() throws {
        let scratch = try ScratchFolder()
        let folder = scratch.path.appending(String(repeating: "x", count: 200))
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))

        let first = try SequencedPacketSocket.listen("socket", in: folder)
        first.descriptor.closeIgnoringErrors()
        let listener = try SequencedPacketSocket.listen("socket", in: folder)
        defer { listener.descriptor.closeIgnoringErrors() }
        let none = try listener.accept()
        let client = try SequencedPacketSocket.connect(to: "socket", in: folder)
        defer { client.descriptor.closeIgnoringErrors() }
        let server = try #require(try listener.accept())
        defer { server.descriptor.closeIgnoringErrors() }

        #expect(mode(of: folder.appending("socket")) == 0o600)
        #expect(none == nil)
        #expect(try server.peerUser() == getuid())
        #expect(throws: LinuxError.self) { try SequencedPacketSocket.connect(to: "nothing", in: folder) }
    }
}
