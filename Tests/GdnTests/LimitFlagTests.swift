import ArgumentParser
import Cgroups
import Testing

@testable import gdn

@Suite("The flags of limits and metrics")
struct LimitFlagTests {
    private static func options(_ flags: [String]) throws -> ServerOptions { try ServerOptions.parse(flags) }

    @Test(
        "entitle a share to a part of the processors, by default that of a MiB of memory",
        arguments: [
            ([], 4, 4096 << 20, 400.0 / 4096), (["--cpu-entitlement-per-share", "0.25"], 4, 4096 << 20, 0.25),
            ([], 2, (1024 << 20) + 5, 200.0 / 1024), ([], 1, 0, 100),
        ] as [([String], Int, UInt64, Double)])
    func entitlement(flags: [String], processors: Int, memory: UInt64, percent: Double) throws {
        let metrics = try Self.options(flags).metrics

        #expect(try metrics.entitlementPerShare(processors: processors, memory: memory) == percent)
    }

    @Test("refuse an entitlement that is no percentage", arguments: ["-1", "inf", "nan"])
    func noEntitlement(value: String) throws {
        let metrics = try Self.options(["--cpu-entitlement-per-share=\(value)"]).metrics

        #expect(throws: CompositionError.self) { try metrics.entitlementPerShare(processors: 1, memory: 1) }
    }

    @Test("throttle what they give a rate for")
    func throttle() throws {
        let limits = try Self.options(["--container-io-max-read-bps", "7", "--container-io-max-write-iops", "8"]).limits

        let throttle = try limits.blockIOThrottle(.everything)

        #expect((throttle.readBytes, throttle.writes) == (7, 8))
        #expect((throttle.writtenBytes, throttle.reads) == (nil, nil))
        #expect(throws: CompositionError.self) { try limits.blockIOThrottle(CgroupFeatures()) }
        #expect(try Self.options([]).limits.blockIOThrottle(CgroupFeatures()) == BlockIOLimits.Throttle())
    }

    @Test(
        "weigh block I/O from 10 to 1000, where the kernel can",
        arguments: [("0", true, nil), ("0", false, nil), ("10", true, 10), ("1000", true, 1000)]
            as [(String, Bool, UInt16?)])
    func weight(flag: String, canWeigh: Bool, weight: UInt16?) throws {
        let limits = try Self.options(["--default-container-blockio-weight", flag]).limits

        #expect(try limits.blockIOWeight(canWeigh ? .everything : CgroupFeatures()) == weight)
    }

    @Test("refuse a weight where the kernel has none: no create would survive")
    func noWeight() throws {
        let limits = try Self.options(["--default-container-blockio-weight", "100"]).limits

        let error = #expect(throws: CompositionError.self) { try limits.blockIOWeight(CgroupFeatures()) }
        #expect(error?.description.contains("'100': this kernel") == true)
    }

    @Test(
        "are all known: none is refused as unimplemented",
        arguments: [
            "--skip-setup", "--container-io-max-read-bps", "--container-io-max-write-bps",
            "--container-io-max-read-iops", "--container-io-max-write-iops", "--cpu-entitlement-per-share",
        ])
    func known(flag: String) {
        #expect(UnimplementedFlags.refusal(in: [flag]) == nil)
    }
}

@Suite("What people read of usage")
struct ReadableUsageTests {
    @Test("is a table whose columns stand below their titles")
    func table() {
        var table = TextTable(["NAME", "N"])
        table.add(["a-long-name", "1"])
        table.add(["b", "1000"])

        #expect(table.lines == ["NAME            N", "a-long-name     1", "b            1000"])
    }

    @Test(
        "is an amount of bytes with its unit",
        arguments: [
            (0, "0B"), (1023, "1023B"), (1024, "1.0K"), (1_572_864, "1.5M"), (1_048_575, "1023.9K"), (.max, "15.9E"),
        ] as [(UInt64, String)])
    func bytes(bytes: UInt64, text: String) {
        #expect(ReadableAmount.bytes(bytes) == text)
    }

    @Test(
        "is a time in seconds",
        arguments: [(0, "0.000s"), (1_050_999_999, "1.050s"), (61_000_000_000, "61.000s")] as [(UInt64, String)])
    func time(nanoseconds: UInt64, text: String) {
        #expect(ReadableAmount.time(nanoseconds: nanoseconds) == text)
    }

    @Test(
        "is an age in its two largest units",
        arguments: [(0, "0s"), (59, "59s"), (61, "1m1s"), (3600, "1h0m"), (200_000, "2d7h"), (-5, "0s")])
    func age(seconds: Int, text: String) {
        #expect(ReadableAmount.age(.seconds(seconds)) == text)
    }
}
