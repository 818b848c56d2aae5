import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing

@Suite("A process with an image of its own", .timeLimit(.minutes(1)))
struct PeaTests {
    private let fixture = GardenerFixture()
    private let process = FakeProcess(id: "check")

    init() {
        let process = process
        fixture.containerizer.peas.ran.answer { _ in process }
        fixture.containerizer.peas.awaited.answer { _ in _ = try await process.wait() }
        // Whoever destroys a container ends its processes.
        fixture.containerizer.destroyed.answer { _ in process.exit(137) }
    }

    private var spec: ProcessSpec {
        var spec = ProcessSpec(path: "sh")
        (spec.id, spec.image.uri) = ("check", "/image")
        return spec
    }

    /// A gardener with one container.
    private func gardener(privileged: Bool = false) async throws -> (Gardener, any Container) {
        let gardener = fixture.gardener { $0.entitlementPerShare = 100 }
        var spec = ContainerSpec(handle: "web")
        spec.privileged = privileged
        return (gardener, try await gardener.container(gardener.create(spec)))
    }

    private func untilNothingIsRecorded() async {
        while !fixture.records.peas.all.isEmpty { await Task.yield() }
    }

    @Test("is recorded, gets a root file system for its container's ids, and is started", arguments: [false, true])
    func start(privileged: Bool) async throws {
        let (_, container) = try await gardener(privileged: privileged)

        let started = try await container.run(spec)

        let record = try #require(fixture.records.peas.all.first)
        let (pea, volume) = try #require(fixture.containerizer.peas.ran.calls.first.map { ($0.1.pea, $0.1.rootFS) })
        #expect(started.id.value == "check")
        #expect(record.pea == pea)
        #expect(record.process.value == "check")
        #expect(pea.handle == container.handle)
        #expect(volume == RootFS(path: "/pea-rootfs"))
        let asked = try #require(fixture.volumizer.peas.created.calls.first)
        #expect(asked.0 == pea)
        #expect(asked.1 == RootFSSpec(image: spec.image, mapping: privileged ? nil : fixture.mapping))
        #expect(fixture.containerizer.ran.calls.isEmpty)
    }

    @Test("is taken back when a step fails, as far as it got", arguments: 0..<3)
    func rollBack(step: Int) async throws {
        let (_, container) = try await gardener()
        switch step {
        case 0: fixture.records.peas.creating.answer { _ in throw Refused() }
        case 1: fixture.volumizer.peas.created.answer { _ in throw Refused() }
        default: fixture.containerizer.peas.ran.answer { _ in throw Refused() }
        }

        await #expect(throws: Refused.self) { try await container.run(spec) }

        #expect(fixture.records.peas.all.isEmpty)
        #expect(fixture.records.peas.removed.calls.count == 1)
        #expect(fixture.volumizer.peas.destroyed.calls.count == (step > 0 ? 1 : 0))
        #expect(fixture.containerizer.peas.destroyed.calls.count == (step > 1 ? 1 : 0))
        #expect(fixture.containerizer.peas.awaited.calls.isEmpty)
    }

    @Test("of which a part cannot be taken back stays recorded, and goes with its container")
    func leftOver() async throws {
        let (gardener, container) = try await gardener()
        fixture.containerizer.peas.ran.answer { _ in throw Refused() }
        fixture.volumizer.peas.destroyed.answer { _ in throw Refused() }

        await #expect(throws: Refused.self) { try await container.run(spec) }
        fixture.records.peas.removed.answer { _ in }
        fixture.volumizer.peas.destroyed.answer { _ in }
        try await gardener.destroy(container.handle)

        #expect(fixture.volumizer.peas.destroyed.calls.count == 1 + (fixture.records.peas.removed.calls.count - 1))
        #expect(fixture.records.peas.all.isEmpty)
    }

    @Test("is removed once it has ended, though nobody waits for it, and only once")
    func end() async throws {
        let (gardener, container) = try await gardener()
        _ = try await container.run(spec)

        process.exit(0)
        await untilNothingIsRecorded()
        try await gardener.destroy(container.handle)

        #expect(fixture.containerizer.peas.destroyed.calls.count == 1)
        #expect(fixture.volumizer.peas.destroyed.calls.count == 1)
        #expect(fixture.records.peas.removed.calls.count == 1)
    }

    @Test("keeps its root file system as long as its processes cannot be ended")
    func undying() async throws {
        let (_, container) = try await gardener()
        let tried = Recorder<Pea>()
        fixture.containerizer.peas.destroyed.answer { pea in
            tried.record(pea)
            throw Refused()
        }
        _ = try await container.run(spec)

        process.exit(0)
        await tried.wait { $0.count == 1 }

        #expect(fixture.volumizer.peas.destroyed.calls.isEmpty)
        #expect(fixture.records.peas.all.count == 1)
    }

    @Test("is not started in a container that is on its way out, nor under the id of a process that lives")
    func refusals() async throws {
        let (_, container) = try await gardener()
        fixture.containerizer.asked.answer { _ in ContainerStatus(isStopped: false, processes: ["check"]) }

        await #expect(throws: GardenError.conflict("process ID 'check' already in use")) {
            try await container.run(spec)
        }

        #expect(fixture.volumizer.peas.created.calls.isEmpty)
        #expect(fixture.records.peas.all.isEmpty)
    }

    @Test("may have the id of one that has ended, as soon as that has")
    func reuse() async throws {
        let (_, container) = try await gardener()
        let second = FakeProcess(id: "check")
        _ = try await container.run(spec)
        process.exit(0)
        fixture.containerizer.peas.ran.answer { _ in second }

        _ = try await container.run(spec)

        let peas = fixture.containerizer.peas.ran.calls.map(\.1.pea)
        #expect(Set(peas).count == 2)
    }

    @Test("that is being started when its container is destroyed fails, and is gone before the container's volume is")
    func startingAtTheEnd() async throws {
        let (gardener, container) = try await gardener()
        let (reached, gone) = (Recorder<Void>(), Recorder<Void>())
        fixture.containerizer.peas.ran.answer { _ in
            reached.record(())
            await gone.wait { !$0.isEmpty }
            throw Refused()
        }
        fixture.containerizer.destroyed.answer { _ in gone.record(()) }
        let records = fixture.records
        let left = Recorder<Int>()
        fixture.volumizer.destroyed.answer { _ in left.record(records.peas.all.count) }

        let spec = spec
        let run = Task { try await container.run(spec) }
        await reached.wait { !$0.isEmpty }
        try await gardener.destroy(container.handle)

        await #expect(throws: GardenError.conflict("container web is being destroyed")) { try await run.value }
        #expect(left.entries == [0])
        #expect(fixture.volumizer.peas.destroyed.calls.count == 1)
    }

    @Test("that has just been started when its container is destroyed goes with it")
    func startedAtTheEnd() async throws {
        let (gardener, container) = try await gardener()
        let (reached, gone) = (Recorder<Void>(), Recorder<Void>())
        let process = process
        fixture.containerizer.peas.ran.answer { _ in
            reached.record(())
            await gone.wait { !$0.isEmpty }
            return process
        }
        fixture.containerizer.destroyed.answer { _ in
            process.exit(137)
            gone.record(())
        }

        async let run = container.run(spec)
        await reached.wait { !$0.isEmpty }
        try await gardener.destroy(container.handle)

        _ = try? await run
        #expect(fixture.records.peas.all.isEmpty)
        #expect(fixture.volumizer.peas.destroyed.calls.count == 1)
    }

    @Test("is known to the metrics by its process id, while it runs")
    func metrics() async throws {
        let (gardener, container) = try await gardener()
        fixture.containerizer.peas.weighed.answer { _ in
            var usage = ContainerUsage()
            (usage.memory.usageTowardLimit, usage.cpuShares) = (7, 3)
            return usage
        }
        fixture.volumizer.peas.weighed.answer { _ in
            var disk = DiskMetrics()
            disk.totalBytes = 9
            return disk
        }
        let id = try Handle("check")
        let before = try await gardener.metrics(of: [id])
        _ = try await container.run(spec)

        let during = try await gardener.metrics(of: [id, container.handle])
        process.exit(0)
        await untilNothingIsRecorded()
        let after = try await gardener.metrics(of: [id])

        let missing = GardenError.containerNotFound(handle: "check")
        #expect(throws: missing) { try before[id]?.get() }
        #expect(try during[id]?.get().memory.usageTowardLimit == 7)
        #expect(try during[id]?.get().disk.totalBytes == 9)
        #expect(try during[container.handle]?.get().memory.usageTowardLimit == 0)
        #expect(throws: missing) { try after[id]?.get() }
    }

    @Test("cannot pass for a container in the metrics")
    func metricsClash() async throws {
        let (gardener, container) = try await gardener()
        var spec = spec
        spec.id = "web"
        _ = try await container.run(spec)

        _ = try await gardener.metrics(of: [container.handle])

        #expect(fixture.containerizer.weighed.calls == [container.handle])
        #expect(fixture.containerizer.peas.weighed.calls.isEmpty)
    }

    @Test("needs an image for bind mounts")
    func mountsWithoutImage() async throws {
        let (_, container) = try await gardener()
        var spec = spec
        (spec.image, spec.bindMounts) = (ImageReference(), [BindMount(source: "/a", destination: "/b")])

        await #expect(
            throws: GardenError.invalidRequest(
                "Running a process with bind mounts and no image provided is not allowed")
        ) { try await container.run(spec) }
    }
}
