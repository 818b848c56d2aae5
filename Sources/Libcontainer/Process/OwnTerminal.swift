import Glibc
import Linux
import OCI
import SystemPackage

/// The terminal of a container's process, taken by the process itself, which leads a session.
enum OwnTerminal {
    /// Sends the main side away with its name, and makes the other side the one that controls this process, in the place
    /// of the standard streams. Closes all three descriptors.
    static func take(
        _ pair: (main: FileDescriptor, terminal: FileDescriptor), sendTo socket: FileDescriptor,
        _ process: ProcessConfiguration, _ options: StartOptions
    ) throws(LibcontainerError) {
        defer {
            pair.main.closeIgnoringErrors()
            pair.terminal.closeIgnoringErrors()
            socket.closeIgnoringErrors()
        }
        let isSent = try system { () throws(LinuxError) in
            if let size = options.terminalSize ?? size(process) { try Terminal.setSize(size, of: pair.main) }
            if options.keepsLineFeeds { try Terminal.keepLineFeeds(pair.main) }
            return try StreamSocket(socket).send(Array("/dev/ptmx".utf8), descriptors: [pair.main])
        }
        guard isSent else { throw .receiverBusy("terminal") }
        guard ioctl(pair.terminal.rawValue, UInt(TIOCSCTTY), 0) == 0 else { throw failure("control") }
        for number in 0..<3 as Range<Int32> where dup2(pair.terminal.rawValue, number) < 0 { throw failure("place") }
    }

    private static func size(_ process: ProcessConfiguration) -> TerminalSize? {
        process.consoleSize.map {
            TerminalSize(columns: UInt16(clamping: $0.width), rows: UInt16(clamping: $0.height))
        }
    }

    private static func failure(_ operation: String) -> LibcontainerError {
        .system(.failed(operation: operation, subject: "the terminal", errno: Errno(rawValue: errno)))
    }
}
