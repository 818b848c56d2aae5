import Glibc

/// The time of day.
public enum WallClock {
    /// Now, in nanoseconds since 1970 (CLOCK_REALTIME, clock_gettime(2)).
    public static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
