import Glibc
import Linux
import SystemPackage
import Testing

@testable import ProcessTracker

@Suite("What a terminal shows")
struct TerminalCopyTests {
    /// A terminal of this host, and a pipe that has what it shows.
    private final class Sample {
        let main: FileDescriptor
        let terminal: FileDescriptor
        let read: FileDescriptor
        let write: FileDescriptor
        private var closed: [FileDescriptor] = []

        init() throws {
            let folder = try FileDescriptor.open("/dev/pts", .readOnly, options: [.directory, .closeOnExec])
            defer { folder.closeIgnoringErrors() }
            (main, terminal) = try Pseudoterminal.make(in: folder)
            (read, write) = try Pipe.make(nonBlockingRead: true, nonBlockingWrite: true)
            try main.setNonBlocking()
            try terminal.setNonBlocking()
            try Terminal.completeLineFeeds(main)
        }

        var copy: TerminalCopy { TerminalCopy(master: main, pipe: write) }

        func close() {
            for descriptor in [main, terminal, read, write] { close(descriptor) }
        }

        /// Once: the number may be another test's afterwards.
        func close(_ descriptor: FileDescriptor) {
            guard !closed.contains(descriptor) else { return }
            closed.append(descriptor)
            descriptor.closeIgnoringErrors()
        }

        func text() throws -> String {
            String(decoding: try read.readNow(upTo: 1 << 20) ?? [], as: UTF8.self)
        }
    }

    @Test("goes into the pipe, with complete line ends")
    func copied() throws {
        let sample = try Sample()
        defer { sample.close() }
        var copy = sample.copy

        let before = copy.copy()
        try sample.terminal.writeAll(Array("one\ntwo\n".utf8))
        let after = copy.copy()

        #expect(before == .input)
        #expect(after == .input)
        #expect(try sample.text() == "one\r\ntwo\r\n")
    }

    @Test("waits while the pipe is full, and is complete then")
    func backPressure() throws {
        let sample = try Sample()
        defer { sample.close() }
        var copy = sample.copy
        let line = Array("123456789\n".utf8)
        var lines = 0

        var wait = copy.copy()
        while wait == .input {
            try sample.terminal.writeAll(line)
            lines += 1
            wait = copy.copy()
        }
        var text = try sample.text()
        let next = copy.copy()
        text += try sample.text()

        #expect(wait == .room)
        #expect(next == .input)
        #expect(text.utf8.count == lines * 11)
    }

    @Test("is all in the pipe once the process has ended, however full that was")
    func finished() throws {
        let sample = try Sample()
        defer { sample.close() }
        var copy = sample.copy
        let full = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let filling = try #require(try sample.write.writeNow(full[...]))
        try sample.terminal.writeAll(Array(repeating: UInt8(ascii: "y"), count: 3000))
        sample.close(sample.terminal)

        let (wait, dropped) = copy.finish()

        #expect(wait == .nothing)
        #expect(dropped == 0)
        let text = try sample.text()
        #expect(text.utf8.count == filling + 3000)
        #expect(text.hasSuffix("xyy" + String(repeating: "y", count: 2998)))
    }

    @Test("is waited for where others still have the terminal")
    func shared() throws {
        let sample = try Sample()
        defer { sample.close() }
        var copy = sample.copy
        try sample.terminal.writeAll(Array("last".utf8))

        let (wait, _) = copy.finish()

        #expect(wait == .input)
        #expect(try sample.text() == "last")
    }

    @Test("does not make the process wait when nobody can ever read it")
    func unreadable() throws {
        // As a tracker has it.
        signal(SIGPIPE, SIG_IGN)
        let sample = try Sample()
        defer { sample.close() }
        var copy = sample.copy
        sample.close(sample.read)

        try sample.terminal.writeAll(Array("lost".utf8))

        #expect(copy.copy() == .input)
    }

    @Test(
        "has the usual size where none is given",
        arguments: [
            (TerminalSize(columns: 0, rows: 0), TerminalSize(columns: 80, rows: 24)),
            (TerminalSize(columns: 100, rows: 0), TerminalSize(columns: 100, rows: 24)),
            (TerminalSize(columns: 0, rows: 50), TerminalSize(columns: 80, rows: 50)),
            (TerminalSize(columns: 1, rows: 2), TerminalSize(columns: 1, rows: 2)),
        ])
    func sizes(given: TerminalSize, expected: TerminalSize) throws {
        let sample = try Sample()
        defer { sample.close() }

        try sample.copy.setSize(given)

        #expect(try Terminal.size(of: sample.terminal) == expected)
    }
}
