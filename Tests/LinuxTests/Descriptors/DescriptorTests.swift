import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Pipes, memory files and epolls")
struct DescriptorTests {
    @Test("a non-blocking pipe says when there is nothing, and no room")
    func pipe() throws {
        let pipe = try Pipe.make(nonBlockingRead: true, nonBlockingWrite: true)
        defer { pipe.read.closeIgnoringErrors() }

        let nothing = try pipe.read.readNow(upTo: 10)
        let bytes = [UInt8](repeating: 1, count: 1 << 20)
        let written = try #require(try pipe.write.writeNow(bytes[...]))
        let noRoom = try pipe.write.writeNow(bytes[...])
        pipe.write.closeIgnoringErrors()
        let read = try pipe.read.readNow(upTo: 1 << 20)
        // A child that another test is just starting may have the write end for another moment.
        var watched = pollfd(fd: pipe.read.rawValue, events: 0, revents: 0)
        poll(&watched, 1, -1)
        let end = try pipe.read.readNow(upTo: 10)

        #expect(nothing == nil)
        #expect(written < bytes.count)
        #expect(noRoom == nil)
        #expect(read?.count == written)
        #expect(end == [])
    }

    /// The kernel rounds up to a power of 2, and refuses what is above 2 GiB.
    @Test(
        "a pipe holds more where that is allowed, and stays as it is elsewhere",
        arguments: [(Int32(256 << 10), 4), (-1, 1)])
    func capacity(asked: Int32, factor: Int) throws {
        let (pipe, usual) = (try Pipe.make(nonBlockingWrite: true), try Pipe.make(nonBlockingWrite: true))
        defer { for end in [pipe.read, pipe.write, usual.read, usual.write] { end.closeIgnoringErrors() } }
        let bytes = [UInt8](repeating: 1, count: 1 << 20)

        pipe.write.setPipeCapacityIfAllowed(asked)

        #expect(try pipe.write.writeNow(bytes[...]) == usual.write.writeNow(bytes[...]).map { $0 * factor })
    }

    @Test("a memory file has its contents for good")
    func memoryFile() throws {
        let file = try MemoryFile.make(name: "test", contents: Array("hello".utf8))
        defer { file.closeIgnoringErrors() }

        #expect(try Files.read(FilePath("/proc/self/fd/\(file.rawValue)")) == Array("hello".utf8))
        #expect(write(file.rawValue, "x", 1) == -1)
        #expect(try FileStatus.of(file).mode == FilePermissions(rawValue: 0o600))
    }

    @Test("an epoll reports what is ready under its token, until it is removed")
    func epoll() throws {
        let poll = try EventPoll()
        let (first, second) = (try Pipe.make(), try Pipe.make())
        defer { for item in [first.read, second.read, second.write] { item.closeIgnoringErrors() } }
        try poll.add(first.read, .readable, token: 1)
        try poll.add(second.write, .writable, token: 2)

        let before = try poll.wait()
        poll.remove(second.write)
        first.write.closeIgnoringErrors()
        let after = try poll.wait()

        #expect(before == [EventPoll.Event(token: 2, readiness: .writable)])
        #expect(after.map(\.token) == [1])
        #expect(after.first?.readiness.contains(.hungUp) == true)
    }
}
