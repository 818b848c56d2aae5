import Garden
import GuardianTestSupport
import Testing

@testable import Guardian

@Suite("A container")
struct ContainerTests {
    private let fixture = GardenerFixture()

    @Test("keeps properties on disk at each change")
    func properties() async throws {
        let gardener = fixture.gardener()
        var spec = ContainerSpec(handle: "web-1")
        spec.properties = ["owner": "me"]
        let handle = try await gardener.create(spec)
        let container = try await gardener.container(handle)

        try await container.setProperty("color", to: "blue")
        try await container.removeProperty("owner")
        try await container.removeProperty("never there")

        #expect(fixture.records.storedProperties(of: handle) == ["color": "blue"])
        #expect(try await container.property("color") == "blue")
        await #expect(throws: GuardianError.unknownProperty("owner")) { try await container.property("owner") }
    }

    @Test("loses no property when many are set at once")
    func concurrentProperties() async throws {
        let gardener = fixture.gardener()
        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))
        let container = try await gardener.container(handle)

        await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask { try await container.setProperty("key-\(number)", to: "\(number)") }
            }
        }

        #expect(fixture.records.storedProperties(of: handle)?.count == 50)
    }

    @Test("keeps its grace time on disk; one below zero means for ever, as none does", arguments: [(-1, 0), (7, 7)])
    func graceTime(asked: Int, kept: Int) async throws {
        let gardener = fixture.gardener()
        var spec = ContainerSpec(handle: "web-1")
        spec.graceTime = .seconds(3)
        let handle = try await gardener.create(spec)
        let first = fixture.records[handle]?.graceTime

        try await gardener.container(handle).setGraceTime(.seconds(asked))

        #expect(first == .seconds(3))
        #expect(fixture.records[handle]?.graceTime == .seconds(kept))
        #expect(try await gardener.graceTime(of: handle) == .seconds(kept))
    }

    @Test("is told of beside others, and what cannot be told is told as that")
    func bulk() async throws {
        let gardener = fixture.gardener()
        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))
        let missing = try Handle("web-2")

        let infos = try await gardener.info(of: [handle, missing, handle])
        let metrics = try await gardener.metrics(of: [missing])

        #expect(infos.count == 2)
        #expect(try infos[handle]?.get().containerPath == "/depot/web-1")
        #expect(throws: GardenError.containerNotFound(handle: "web-2")) { try infos[missing]?.get() }
        #expect(throws: GardenError.containerNotFound(handle: "web-2")) { try metrics[missing]?.get() }
    }

    @Test("is told of beside many others, each once, and what fails fails alone")
    func manyMetrics() async throws {
        let gardener = fixture.gardener()
        var handles: [Handle] = []
        for number in 0..<30 { handles.append(try await gardener.create(ContainerSpec(handle: "web-\(number)"))) }
        fixture.containerizer.weighed.answer { handle in
            guard handle.value != "web-7" else { throw Refused() }
            var usage = ContainerUsage()
            usage.pids.current = UInt64(handle.value.dropFirst(4)) ?? 0
            return usage
        }

        let metrics = try await gardener.metrics(of: handles + handles)

        #expect(metrics.count == 30)
        #expect(fixture.containerizer.weighed.calls.count == 30)
        #expect(throws: GardenError.failed("Refused()")) { try metrics[handles[7]]?.get() }
        #expect(try metrics[handles[29]]?.get().pids.current == 29)
    }

    @Test("has metrics made of what its parts count, and an entitlement by its shares and age")
    func metrics() async throws {
        let gardener = fixture.gardener { $0.entitlementPerShare = 0.5 }
        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))
        fixture.containerizer.weighed.answer { _ in
            var usage = ContainerUsage()
            (usage.memory.rss, usage.cpu.usageInNanoseconds) = (1, 2)
            (usage.pids.max, usage.cpuShares) = (3, 512)
            return usage
        }

        let metrics = try await gardener.container(handle).metrics()

        #expect((metrics.memory.rss, metrics.cpu.usageInNanoseconds, metrics.pids.max) == (1, 2, 3))
        #expect(metrics.age == .zero)
        #expect(metrics.cpuEntitlementInNanoseconds == 0)
        #expect(metrics.network == nil)
    }

    @Test(
        "is entitled to its shares of processor time",
        arguments: [
            (1024, 0.5, .seconds(10), 51_200_000_000), (1, 100, .nanoseconds(7), 7), (3, 0.1, .nanoseconds(1000), 3),
            (0, 100, .seconds(1), 0), (1024, 0, .seconds(1), 0), (.max, 100, .seconds(1_000_000), .max),
        ] as [(UInt64, Double, Duration, UInt64)])
    func entitlement(shares: UInt64, percent: Double, age: Duration, nanoseconds: UInt64) {
        #expect(
            GuardianContainer.entitlement(shares: shares, percentPerShare: percent, age: age) == nanoseconds)
    }

    @Test("tells its state, addresses, folder and properties")
    func info() async throws {
        let gardener = fixture.gardener()
        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))
        fixture.containerizer.asked.answer { _ in
            ContainerStatus(isStopped: true, events: ["Out of memory"], processes: ["p"])
        }

        let info = try await gardener.container(handle).info()

        #expect(info.state == .stopped)
        #expect(info.events == ["Out of memory"])
        #expect(info.processIDs == ["p"])
        #expect(info.containerIP == "10.0.0.2")
        #expect(info.containerPath == "/depot/web-1")
        #expect(info.properties["garden.state"] == "created")
    }

    @Test(
        "is listed by exact properties, all of them",
        arguments: [
            ([:], true), (["owner": "me"], true), (["owner": "you"], false), (["owner": "me", "x": "y"], false),
            (["missing": ""], true), (["garden.state": "all", "owner": "me"], true),
            (["garden.state": "created"], true),
            (["garden.state": "destroying"], false),
        ] as [([String: String], Bool)])
    func filter(filter: [String: String], isListed: Bool) async throws {
        let gardener = fixture.gardener()
        var spec = ContainerSpec(handle: "web-1")
        spec.properties = ["owner": "me"]
        let handle = try await gardener.create(spec)

        let found = try await gardener.containers(matching: PropertyFilter(filter))

        #expect(found == (isListed ? [handle] : []))
    }

    @Test("cannot be looked up when there is none")
    func unknown() async throws {
        let handle = try Handle("nobody")

        await #expect(throws: GardenError.containerNotFound(handle: "nobody")) {
            try await fixture.gardener().container(handle)
        }
    }

    @Test(
        "is one of as many as the smaller of the operator's and the network's limit",
        arguments: [(nil, 256), (10, 10), (999, 256)])
    func capacity(limit: Int?, expected: UInt64) async throws {
        let gardener = fixture.gardener { $0.maxContainers = limit }

        let capacity = try await gardener.capacity()

        #expect(capacity.maxContainers == expected)
        #expect(capacity.memoryInBytes == 4096)
        #expect(capacity.diskInBytes == 2000)
        #expect(capacity.schedulableDiskInBytes == 1000)
    }
}
