import Glibc

/// A moment by the clock that nobody sets (CLOCK_MONOTONIC).
struct Deadline {
    /// How long it was from the beginning; never below 0.
    let seconds: Int
    private let end: Int64

    /// In so many seconds; below 0 as 0, and no longer than what a clock of a machine can show.
    init(seconds: Int) {
        self.seconds = max(seconds, 0)
        end = Self.now + Int64(clamping: min(self.seconds, 1 << 40)) * 1000
    }

    /// For poll(2): rounded up, and at most what it takes.
    var millisecondsLeft: Int32 { Int32(clamping: max(end - Self.now, 0)) }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
