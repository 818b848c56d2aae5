import Glibc

/// CPU shares (cgroup v1 `cpu.shares`, 2 to 262144) as cgroup v2 weights (`cpu.weight`, 1 to 10000), and back.
///
/// The curve is that of runc and systemd since 2025: 1024 shares, v1's default, are weight 100, v2's default. The way
/// there and back loses a little by rounding. Zero means: not set.
public enum CPUShares {
    /// The smallest number of shares the kernel takes.
    public static let smallest: UInt64 = 2
    /// The largest number of shares the kernel takes.
    public static let largest: UInt64 = 262_144

    /// What a cgroup has that nobody gave shares, in version 1 and in version 2, where that is a weight of 100.
    public static let standard: UInt64 = 1024

    private static let largestWeight: UInt64 = 10_000

    /// The weight for `shares`.
    public static func weight(fromShares shares: UInt64) -> UInt64 {
        if shares == 0 { return 0 }
        if shares <= smallest { return 1 }
        if shares >= largest { return largestWeight }
        let binary = log2(Double(shares))
        let exponent = (binary * binary + 125 * binary) / 612 - 7.0 / 34
        return UInt64(pow(10, exponent).rounded(.up))
    }

    /// The shares for `weight`.
    public static func shares(fromWeight weight: UInt64) -> UInt64 {
        if weight == 0 { return 0 }
        if weight <= 1 { return smallest }
        if weight >= largestWeight { return largest }
        // Weights are rounded up, so the middle (in logarithms) between a weight and the one below stands for it.
        let middle = (Double(weight - 1) * Double(weight)).squareRoot()
        let constant = 612 * (log10(middle) + 7.0 / 34)
        let binary = (-125 + (15_625 + 4 * constant).squareRoot()) / 2
        return UInt64(pow(2, binary).rounded(.toNearestOrAwayFromZero))
    }
}
