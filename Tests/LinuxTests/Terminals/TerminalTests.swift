import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Terminals")
struct TerminalTests {
    /// The two sides of a pseudoterminal (ioctl_tty(2)); Swift does not see posix_openpt(3) and the numbers.
    private func open() throws -> (master: FileDescriptor, slave: FileDescriptor) {
        let (unlock, askForNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
        let master = FileDescriptor(rawValue: Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC))
        var (locked, number): (Int32, UInt32) = (0, 0)
        try #require(ioctl(master.rawValue, unlock, &locked) == 0)
        try #require(ioctl(master.rawValue, askForNumber, &number) == 0)
        let slave = FileDescriptor(rawValue: Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC))
        try #require(slave.isOpen)
        return (master, slave)
    }

    @Test("have the size that either side says", arguments: [false, true])
    func size(fromMaster: Bool) throws {
        let terminal = try open()
        defer { for side in [terminal.master, terminal.slave] { side.closeIgnoringErrors() } }
        let size = TerminalSize(columns: 123, rows: 45)

        try Terminal.setSize(size, of: fromMaster ? terminal.master : terminal.slave)

        #expect(try Terminal.size(of: terminal.master) == size)
        #expect(try Terminal.size(of: terminal.slave) == size)
    }

    @Test("let bytes through as they are once they are raw, and no longer when that is undone")
    func raw() throws {
        let terminal = try open()
        defer { for side in [terminal.master, terminal.slave] { side.closeIgnoringErrors() } }

        let before = try Terminal.makeRaw(terminal.slave)
        try terminal.slave.writeAll(Array("a\n".utf8))
        let asItIs = try terminal.master.readNow(upTo: 10)
        try Terminal.restore(before, of: terminal.slave)
        try terminal.slave.writeAll(Array("b\n".utf8))
        let cooked = try terminal.master.readNow(upTo: 10)

        #expect(asItIs == Array("a\n".utf8))
        #expect(cooked == Array("b\r\n".utf8))
    }

    @Test("are not what a pipe is")
    func noTerminal() throws {
        let pipe = try Pipe.make()
        defer { for end in [pipe.read, pipe.write] { end.closeIgnoringErrors() } }
        let number = pipe.read.rawValue

        #expect(
            throws: LinuxError.failed(
                operation: "ask for the size of", subject: "descriptor \(number)", errno: Errno(rawValue: ENOTTY))
        ) { try Terminal.size(of: pipe.read) }
        #expect(throws: LinuxError.self) { try Terminal.makeRaw(pipe.read) }
    }
}
