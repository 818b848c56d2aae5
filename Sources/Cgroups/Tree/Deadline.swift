import Glibc

/// A point in time (CLOCK_MONOTONIC) at which to give up. (The standard library's clocks belong to its concurrency,
/// which the small programs do without.)
struct Deadline {
    private let nanoseconds: Int64

    init(after duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = Self.now.addingReportingOverflow(whole)
        nanoseconds = overflow || carry ? .max : sum + attoseconds / 1_000_000_000
    }

    /// What is left of the time, for poll(2): 0 when it is over, at least 1 else.
    var milliseconds: Int32 {
        let left = nanoseconds - Self.now
        return left <= 0 ? 0 : Int32(clamping: left / 1_000_000 + 1)
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
