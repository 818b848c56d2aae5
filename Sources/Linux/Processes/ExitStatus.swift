/// How a process ended.
public enum ExitStatus: Hashable, Sendable {
    /// It called exit(2) with this status, 0 to 255.
    case exited(Int32)
    /// A signal killed it.
    case signalled(Signal)

    /// What a shell reports: the status, or 128 plus the signal's number.
    public var code: Int32 {
        switch self {
        case .exited(let status): status
        case .signalled(let signal): 128 + signal.rawValue
        }
    }
}

/// A signal by its number, signal(7).
public struct Signal: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: Int32
    /// A signal by its number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// SIGHUP.
    public static let hangUp = Signal(rawValue: 1)
    /// SIGINT.
    public static let interrupt = Signal(rawValue: 2)
    /// SIGKILL.
    public static let kill = Signal(rawValue: 9)
    /// SIGTERM.
    public static let terminate = Signal(rawValue: 15)
    /// SIGWINCH.
    public static let windowChange = Signal(rawValue: 28)
}
