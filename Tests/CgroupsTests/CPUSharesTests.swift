import Cgroups
import Testing

@Suite("CPU shares and weights")
struct CPUSharesTests {
    private static let vectors: [(shares: UInt64, weight: UInt64, back: UInt64)] = [
        (1, 1, 2), (2, 1, 2), (3, 2, 3), (4, 2, 3), (10, 4, 12), (16, 5, 17), (64, 12, 61), (128, 21, 131),
        (256, 35, 260), (512, 59, 516), (1000, 99, 1005), (1023, 100, 1017), (1024, 100, 1017), (1025, 101, 1030),
        (2048, 174, 2052), (4096, 303, 4100), (8192, 532, 8192), (16384, 942, 16382), (65536, 3023, 65531),
        (131_072, 5478, 131_079), (262_143, 10000, 262_144), (262_144, 10000, 262_144),
    ]

    @Test("follow the curve of runc", arguments: vectors)
    func weight(shares: UInt64, weight: UInt64, back: UInt64) {
        #expect(CPUShares.weight(fromShares: shares) == weight)
        #expect(CPUShares.shares(fromWeight: weight) == back)
    }

    @Test("are not set together")
    func zero() {
        #expect(CPUShares.weight(fromShares: 0) == 0)
        #expect(CPUShares.shares(fromWeight: 0) == 0)
    }

    @Test("stay within the kernel's limits, however large")
    func clamped() {
        #expect(CPUShares.weight(fromShares: .max) == 10_000)
        #expect(CPUShares.shares(fromWeight: .max) == 262_144)
    }

    @Test("never order two containers the other way round")
    func monotonic() {
        let weights = (1...20_000).map { CPUShares.weight(fromShares: UInt64($0)) }

        #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 <= $1 })
    }
}
