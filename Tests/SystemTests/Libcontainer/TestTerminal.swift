import Glibc
import Linux
import SystemPackage
import Testing

/// A terminal that a test sits at.
struct TestTerminal {
    /// The test's side.
    let main: FileDescriptor
    /// The program's side.
    let side: FileDescriptor

    /// One of 33 lines of 77 characters.
    static func use(_ body: (TestTerminal) throws -> Void) throws {
        let folder = FileDescriptor(rawValue: open("/dev/pts", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        defer { folder.closeIgnoringErrors() }
        let pair = try Pseudoterminal.make(in: folder)
        defer { for end in [pair.main, pair.terminal] { end.closeIgnoringErrors() } }
        try Terminal.setSize(TerminalSize(columns: 77, rows: 33), of: pair.main)
        try body(TestTerminal(main: pair.main, side: pair.terminal))
    }

    /// How it treats what goes through it.
    func modes() throws -> [UInt32] {
        var modes = termios()
        try #require(tcgetattr(side.rawValue, &modes) == 0)
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    }
}
