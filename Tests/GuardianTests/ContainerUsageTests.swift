import Garden
import GuardianTestSupport
import Testing

@testable import Guardian

@Suite("What a container uses")
struct ContainerUsageTests {
    private let fixture = GardenerFixture()

    @Test("is put together from the containerizer, the volumizer and the clock")
    func metrics() async throws {
        let gardener = fixture.gardener { $0.entitlementPerShare = 50 }
        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))
        fixture.containerizer.weighed.answer { _ in
            var usage = ContainerUsage()
            usage.memory.usageTowardLimit = 7
            usage.cpu.usageInNanoseconds = 8
            usage.pids.current = 9
            usage.cpuShares = 4
            return usage
        }
        fixture.volumizer.weighed.answer { _ in
            var disk = DiskMetrics()
            disk.totalBytes = 10
            return disk
        }

        let metrics = try await gardener.container(handle).metrics()

        #expect(metrics.memory.usageTowardLimit == 7)
        #expect(metrics.cpu.usageInNanoseconds == 8)
        #expect(metrics.pids.current == 9)
        #expect(metrics.disk.totalBytes == 10)
        // The fake's clock stands still.
        #expect(metrics.age == .zero)
        #expect(metrics.network == nil)
    }

    @Test("cannot be told of one that is unknown, nor can its limits")
    func unknown() async throws {
        let container = GuardianContainer(handle: try Handle("web-1"), gardener: fixture.gardener())
        let missing = GardenError.containerNotFound(handle: "web-1")

        await #expect(throws: missing) { try await container.metrics() }
        await #expect(throws: missing) { try await container.memoryLimits() }
        await #expect(throws: missing) { try await container.diskLimits() }
        await #expect(throws: missing) { try await container.stop(kill: true) }
        await #expect(throws: missing) { try await container.streamOut("/x", as: "") }
        #expect(fixture.containerizer.weighed.calls.isEmpty)
    }

    @Test(
        "entitles to its share of the time since it was made",
        arguments: [
            (shares: 0, percent: 50.0, seconds: 10, nanoseconds: 0),
            (shares: 4, percent: 50.0, seconds: 10, nanoseconds: 20_000_000_000),
            (shares: 1024, percent: 0.0125, seconds: 1, nanoseconds: 128_000_000),
            (shares: .max, percent: 1e9, seconds: 1_000_000, nanoseconds: .max),
            (shares: 4, percent: 50.0, seconds: 0, nanoseconds: 0),
        ] as [(shares: UInt64, percent: Double, seconds: Int, nanoseconds: UInt64)])
    func entitlement(shares: UInt64, percent: Double, seconds: Int, nanoseconds: UInt64) {
        let entitlement = GuardianContainer.entitlement(
            shares: shares, percentPerShare: percent, age: .seconds(seconds))

        #expect(entitlement == nanoseconds)
    }

    @Test("may be read back, but for what nothing limits")
    func limits() async throws {
        let gardener = fixture.gardener()
        let container = try await gardener.container(gardener.create(ContainerSpec(handle: "web-1")))
        fixture.containerizer.limited.answer { _ in
            var limits = Limits()
            limits.memory.limitInBytes = 5
            limits.cpu.limitInShares = 6
            return limits
        }

        #expect(try await container.memoryLimits().limitInBytes == 5)
        #expect(try await container.cpuLimits().limitInShares == 6)
        #expect(try await container.bandwidthLimits() == BandwidthLimits())
        #expect(try await container.diskLimits() == DiskLimits())
    }

    @Test("grows no more once it is being destroyed: stopping and streaming are refused")
    func leaving() async throws {
        let gardener = fixture.gardener()
        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))
        fixture.networker.detached.answer { _ in throw Refused() }
        await #expect(throws: (any Error).self) { try await gardener.destroy(handle) }
        let container = try await gardener.container(handle)

        let leaving = GardenError.conflict("container web-1 is being destroyed")
        await #expect(throws: leaving) { try await container.stop(kill: false) }
        await #expect(throws: leaving) { try await container.streamOut("/x", as: "") }
        #expect(fixture.containerizer.stopped.calls.isEmpty)
    }
}
