import Glibc
import Linux
import SystemPackage
import Testing

@testable import RuntimeCommands

@Suite("Copying a stream")
struct StreamCopyTests {
    /// A pipe that the copy reads, and one that it writes; the copy has its ends.
    private struct Pipes {
        let source: FileDescriptor
        let sink: FileDescriptor
        var copy: StreamCopy

        static func use(_ body: (inout Pipes) throws -> Void) throws {
            let (first, second) = (try Pipe.make(), try Pipe.make(nonBlockingRead: true))
            defer { for end in [first.write, second.read] { end.closeIgnoringErrors() } }
            var pipes = Pipes(
                source: first.write, sink: second.read,
                copy: StreamCopy(from: try StreamEnd(own: first.read), to: try StreamEnd(own: second.write)))
            defer { pipes.copy.stop() }
            try body(&pipes)
        }
    }

    @Test("moves what is there, and waits for what is not")
    func moves() throws {
        try Pipes.use { pipes in
            try pipes.source.writeAll(Array("abc".utf8))

            pipes.copy.step()
            let first = try pipes.sink.readNow(upTo: 10)
            pipes.copy.step()
            let second = try pipes.sink.readNow(upTo: 10)

            #expect(first == Array("abc".utf8))
            #expect(second == nil)
            #expect(!pipes.copy.isOver)
            #expect(pipes.copy.entry.wanted == .readable)
        }
    }

    @Test("waits for room, and loses nothing")
    func full() throws {
        try Pipes.use { pipes in
            pipes.source.setPipeCapacityIfAllowed(1 << 20)
            let text = [UInt8](repeating: 7, count: 200_000)
            try pipes.source.writeAll(text)
            for _ in 0..<5 { pipes.copy.step() }
            #expect(pipes.copy.entry.wanted == .writable)

            var received: [UInt8] = []
            while received.count < text.count {
                if let more = try pipes.sink.readNow(upTo: 65536) { received += more }
                pipes.copy.step()
            }

            #expect(received == text)
        }
    }

    @Test("hands on the end, once all is written")
    func end() throws {
        let (first, second) = (try Pipe.make(), try Pipe.make())
        defer { second.read.closeIgnoringErrors() }
        var copy = StreamCopy(from: try StreamEnd(own: first.read), to: try StreamEnd(own: second.write))
        try first.write.writeAll(Array("x".utf8))
        first.write.closeIgnoringErrors()

        copy.step()
        copy.step()

        #expect(copy.isOver)
        #expect(copy.entry.descriptor.rawValue == -1)
        #expect(try second.read.readNow(upTo: 10) == Array("x".utf8))
        #expect(try second.read.readNow(upTo: 10) == [])
    }

    @Test("hands back that nobody reads")
    func gone() throws {
        // In the program the signal is queued.
        signal(SIGPIPE, SIG_IGN)
        let (first, second) = (try Pipe.make(nonBlockingWrite: true), try Pipe.make())
        defer { first.write.closeIgnoringErrors() }
        var copy = StreamCopy(from: try StreamEnd(own: first.read), to: try StreamEnd(own: second.write))
        second.read.closeIgnoringErrors()
        try first.write.writeAll(Array("x".utf8))

        copy.step()

        #expect(copy.isOver)
        let error = #expect(throws: LinuxError.self) { try first.write.writeNow(Array("y".utf8)[...]) }
        #expect(error?.errno == .brokenPipe)
    }

    @Test("ends with what is there when nothing more is waited for")
    func rest() throws {
        try Pipes.use { pipes in
            try pipes.source.writeAll(Array("last".utf8))

            pipes.copy.endWhenEmpty()

            #expect(pipes.copy.isOver)
            #expect(try pipes.sink.readNow(upTo: 10) == Array("last".utf8))
        }
    }
}
