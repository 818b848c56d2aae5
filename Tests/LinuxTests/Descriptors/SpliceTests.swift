import Glibc
import Linux
import SystemPackage
import Testing

@Suite("What is in pipes")
struct SpliceTests {
    /// Two pipes, and what closes them.
    private func withPipes(
        _ body: ((read: FileDescriptor, write: FileDescriptor), (read: FileDescriptor, write: FileDescriptor)) throws ->
            Void
    ) throws {
        let (first, second) = (try Pipe.make(nonBlockingRead: true), try Pipe.make(nonBlockingRead: true))
        defer { for end in [first.read, second.read, second.write] { end.closeIgnoringErrors() } }
        try body(first, second)
    }

    @Test("can be shown in another, and stays")
    func show() throws {
        try withPipes { first, second in
            defer { first.write.closeIgnoringErrors() }
            let nothing = try Pipe.show(first.read, in: second.write, upTo: 10)
            _ = try first.write.writeAll(Array("hello".utf8))

            let shown = try Pipe.show(first.read, in: second.write, upTo: 4)

            #expect(nothing == nil)
            #expect(shown == 4)
            #expect(try second.read.readNow(upTo: 10) == Array("hell".utf8))
            #expect(try Pipe.waitingBytes(in: first.read) == 5)
            #expect(try first.read.readNow(upTo: 10) == Array("hello".utf8))
        }
    }

    @Test("can be moved to another file, as many bytes as are wanted")
    func move() throws {
        try withPipes { first, second in
            _ = try first.write.writeAll(Array("hello".utf8))

            let moved = try Pipe.move(first.read, to: second.write, upTo: 4)

            #expect(moved == 4)
            #expect(try Pipe.waitingBytes(in: first.read) == 1)
            #expect(try Pipe.waitingBytes(in: second.read) == 4)
            #expect(try Pipe.move(first.read, to: second.write, upTo: 10) == 1)
            #expect(try Pipe.move(first.read, to: second.write, upTo: 10) == nil)
            first.write.closeIgnoringErrors()
            // A child that another test is just starting may have the write end for another moment.
            var watched = pollfd(fd: first.read.rawValue, events: 0, revents: 0)
            poll(&watched, 1, -1)
            #expect(try Pipe.move(first.read, to: second.write, upTo: 10) == 0)
            #expect(try Pipe.show(first.read, in: second.write, upTo: 10) == 0)
        }
    }

    @Test("can be in no file that is no pipe")
    func noPipe() throws {
        let file = try MemoryFile.make(name: "test", contents: [])
        defer { file.closeIgnoringErrors() }

        #expect(throws: LinuxError.self) { try Pipe.show(file, in: file, upTo: 1) }
        #expect(throws: LinuxError.self) { try Pipe.move(file, to: file, upTo: 1) }
    }
}
