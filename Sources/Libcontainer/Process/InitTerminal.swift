import Glibc
import Linux
import OCI
import SystemPackage

/// The terminal of a container's init.
enum InitTerminal {
    /// Makes one, sends its main side away with its name, and makes the other side this process's, in the place of the
    /// standard streams.
    static func open(
        _ root: RootFSBuilder, _ process: ProcessConfiguration, sendTo socket: StreamSocket
    ) throws(LibcontainerError) {
        let size = process.consoleSize.map {
            TerminalSize(columns: UInt16(clamping: $0.width), rows: UInt16(clamping: $0.height))
        }
        let (main, terminal) = try root.openTerminal(size)
        defer { main.closeIgnoringErrors() }
        try system { () throws(LinuxError) in
            _ = try socket.send(Array("/dev/ptmx".utf8), descriptors: [main])
        }
        socket.descriptor.closeIgnoringErrors()
        guard ioctl(terminal.rawValue, UInt(TIOCSCTTY), 0) == 0 else { throw failure("control") }
        for number in 0..<3 as Range<Int32> where dup2(terminal.rawValue, number) < 0 { throw failure("place") }
        if terminal.rawValue > 2 { terminal.closeIgnoringErrors() }
    }

    private static func failure(_ operation: String) -> LibcontainerError {
        .system(.failed(operation: operation, subject: "the terminal", errno: Errno(rawValue: errno)))
    }
}
