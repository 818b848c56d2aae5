import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Stream sockets")
struct StreamSocketTests {
    @Test("carry a name with a descriptor, and know the peer")
    func message() throws {
        let folder = try ScratchFolder()
        let path = folder.path.appending("s")
        let listener = try StreamSocket.listen(at: path)
        defer { listener.descriptor.closeIgnoringErrors() }
        let file = try MemoryFile.make(name: "test", contents: [42])
        defer { file.closeIgnoringErrors() }

        #expect(try listener.accept() == nil)
        let client = try StreamSocket.connect(to: path)
        let server = try #require(try listener.accept())
        defer { server.descriptor.closeIgnoringErrors() }
        #expect(try server.receive(upTo: 10) == .nothing)
        #expect(try client.send(Array("name".utf8), descriptors: [file]))
        #expect(try client.send(Array("rest".utf8)))
        client.descriptor.closeIgnoringErrors()
        let received = try server.receive(upTo: 10)

        guard case .message(let name, let descriptors) = received, let descriptor = descriptors.first else {
            Issue.record("received \(received)")
            return
        }
        defer { descriptor.closeIgnoringErrors() }
        #expect(name.starts(with: Array("name".utf8)))
        #expect(descriptors.count == 1)
        #expect(fcntl(descriptor.rawValue, F_GETFD) == FD_CLOEXEC)
        #expect(try descriptor.readNow(upTo: 10) == [42])
        #expect(try server.peerUser() == StreamSocket.ownUser)
        #expect(mode(of: path) == 0o600)
    }

    @Test("have paths of at most 107 bytes, and replace nothing")
    func paths() throws {
        let folder = try ScratchFolder()
        let room = StreamSocket.pathLimit - folder.path.string.utf8.count - 1
        let longest = folder.path.appending(String(repeating: "s", count: room))
        let tooLong = folder.path.appending(String(repeating: "s", count: room + 1))

        let listener = try StreamSocket.listen(at: longest)

        defer { listener.descriptor.closeIgnoringErrors() }
        #expect(
            throws: LinuxError.failed(operation: "listen at", subject: tooLong.string, errno: .fileNameTooLong)
        ) { try StreamSocket.listen(at: tooLong) }
        #expect(
            throws: LinuxError.failed(operation: "listen at", subject: longest.string, errno: .addressInUse)
        ) { try StreamSocket.listen(at: longest) }
    }
}
