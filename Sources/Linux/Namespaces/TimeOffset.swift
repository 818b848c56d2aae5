import SystemPackage

/// The clocks of a time namespace (time_namespaces(7)).
public struct TimeOffset: Hashable, Sendable {
    /// A clock that a time namespace has of its own.
    public enum Clock: String, Hashable, Sendable, CaseIterable {
        /// CLOCK_MONOTONIC and what is derived from it.
        case monotonic
        /// CLOCK_BOOTTIME and what is derived from it.
        case boottime
    }

    /// Which clock.
    public var clock: Clock
    /// What is added to it: seconds, which may be below zero.
    public var seconds: Int64
    /// And nanoseconds, below a thousand million.
    public var nanoseconds: UInt32

    /// An offset.
    public init(clock: Clock, seconds: Int64, nanoseconds: UInt32) {
        (self.clock, self.seconds, self.nanoseconds) = (clock, seconds, nanoseconds)
    }

    /// Sets clocks of the time namespace that this process's children will be in, which it has just made by
    /// `Namespaces.unshare(.time)`. Errno `.permissionDenied`: there is a process in it already.
    ///
    /// A namespace that `Clone` makes is entered at once, and has no moment for this.
    public static func apply(_ offsets: [TimeOffset]) throws(LinuxError) {
        guard !offsets.isEmpty else { return }
        try Files.overwrite("/proc/self/timens_offsets", with: [UInt8](text(offsets).utf8))
    }

    /// The lines for the kernel.
    static func text(_ offsets: [TimeOffset]) -> String {
        offsets.map { "\($0.clock.rawValue) \($0.seconds) \($0.nanoseconds)\n" }.joined()
    }
}
