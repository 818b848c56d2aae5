import Glibc
public import SystemPackage

/// How large a terminal is.
public struct TerminalSize: Sendable, Hashable {
    /// How many characters a line has.
    public var columns: UInt16
    /// How many lines there are.
    public var rows: UInt16

    /// A size.
    public init(columns: UInt16, rows: UInt16) { (self.columns, self.rows) = (columns, rows) }
}

/// How a terminal treats what goes through it, to be restored later.
public struct TerminalState: Sendable {
    let modes: termios
    /// Whether what was written has to be out before modes change.
    let waits: Bool
}

/// Terminals (tty(4), pty(7)); a pseudoterminal's master side will do as well. Errno `.inappropriateIOCTLForDevice`
/// (ENOTTY): the descriptor is no terminal.
public enum Terminal {
    /// How large it is; 0 by 0 when nobody has said.
    public static func size(of terminal: FileDescriptor) throws(LinuxError) -> TerminalSize {
        var size = winsize()
        try SystemCall.run("ask for the size of", "descriptor \(terminal.rawValue)") {
            ioctl(terminal.rawValue, UInt(TIOCGWINSZ), &size)
        }
        return TerminalSize(columns: size.ws_col, rows: size.ws_row)
    }

    /// Says how large it is. Its foreground processes get SIGWINCH when that is a change.
    public static func setSize(_ size: TerminalSize, of terminal: FileDescriptor) throws(LinuxError) {
        var raw = winsize()
        (raw.ws_col, raw.ws_row) = (size.columns, size.rows)
        try SystemCall.run("set the size of", "descriptor \(terminal.rawValue)") {
            ioctl(terminal.rawValue, UInt(TIOCSWINSZ), &raw)
        }
    }

    /// Lets every byte through as it is, at once and without echo (cfmakeraw(3)), when what was written before is out.
    ///
    /// - Parameter keepsOutput: whether what is written is still made what it was before, such as a line feed the start
    ///   of a line; then this does not wait for what is written.
    /// - Returns: what `restore` needs.
    public static func makeRaw(
        _ terminal: FileDescriptor, keepsOutput: Bool = false
    ) throws(LinuxError) -> TerminalState {
        var modes = try Self.modes(of: terminal)
        let before = TerminalState(modes: modes, waits: !keepsOutput)
        cfmakeraw(&modes)
        if keepsOutput { modes.c_oflag |= before.modes.c_oflag & tcflag_t(OPOST) }
        try setModes(modes, of: terminal, waits: before.waits)
        return before
    }

    /// Lets a line feed through as it is, for one whose output another terminal makes lines of.
    public static func keepLineFeeds(_ terminal: FileDescriptor) throws(LinuxError) {
        var modes = try modes(of: terminal)
        modes.c_oflag &= ~tcflag_t(ONLCR)
        try setModes(modes, of: terminal, waits: false)
    }

    /// Makes it what it was before `makeRaw`.
    public static func restore(_ state: TerminalState, of terminal: FileDescriptor) throws(LinuxError) {
        try setModes(state.modes, of: terminal, waits: state.waits)
    }

    private static func modes(of terminal: FileDescriptor) throws(LinuxError) -> termios {
        var modes = termios()
        try SystemCall.run("ask for the modes of", "descriptor \(terminal.rawValue)") {
            tcgetattr(terminal.rawValue, &modes)
        }
        return modes
    }

    private static func setModes(
        _ modes: termios, of terminal: FileDescriptor, waits: Bool
    ) throws(LinuxError) {
        var modes = modes
        try SystemCall.run("set the modes of", "descriptor \(terminal.rawValue)") {
            tcsetattr(terminal.rawValue, waits ? TCSADRAIN : TCSANOW, &modes)
        }
    }
}
