import Glibc

/// What the C library reports.
enum SystemCall {
    /// The number of the error that the last failed call on this thread left.
    static var lastError: Int32 { errno }

    /// The text of an error's number.
    static func message(_ number: Int32) -> String {
        guard let text = strerror(number) else { return "error \(number)" }
        return String(cString: text)
    }

    /// After how many seconds of silence a TCP connection is probed: the option's number (tcp(7)).
    static let keepAliveIdleOption = TCP_KEEPIDLE
    /// How many seconds are between two probes: the option's number.
    static let keepAliveIntervalOption = TCP_KEEPINTVL

    /// Makes close(2) throw away what was not sent, and reset a TCP connection (socket(7)).
    static let resetOnClose = linger(l_onoff: 1, l_linger: 0)

    /// Seconds since 1970.
    static func now() -> Int64 { Int64(time(nil)) }
}
