import Garden
import Guardian
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("Creating a container")
struct CreateContainerTests {
    private let fixture = GardenerFixture()

    @Test("makes the volume, the container and the network, and records it as created")
    func whole() async throws {
        let gardener = fixture.gardener()

        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))

        #expect(handle.value == "web-1")
        #expect(fixture.containerizer.created.calls.first?.rootFS.path == "/rootfs")
        #expect(fixture.networker.attached.calls.first?.1.rawValue == 42)
        #expect(fixture.records[handle]?.state == .created)
    }

    @Test("makes up a handle when the client gives none")
    func generatedHandle() async throws {
        let handle = try await fixture.gardener().create(ContainerSpec())

        #expect(handle.value == "made-1")
    }

    @Test("gives an unprivileged container the configured mapping and its root the files")
    func mapping() async throws {
        let gardener = fixture.gardener()

        _ = try await gardener.create(ContainerSpec(handle: "plain"))
        var privileged = ContainerSpec(handle: "mighty")
        privileged.privileged = true
        _ = try await gardener.create(privileged)

        #expect(fixture.volumizer.created.calls.map(\.1.mapping) == [fixture.mapping, nil])
        #expect(fixture.networker.prepared.calls.map(\.1.owner.user) == [4_294_967_294, 0])
    }

    @Test("takes everything back when a part fails", arguments: ["volume", "plan", "container", "network", "record"])
    func rollsBack(part: String) async throws {
        let handle = try Handle("web-1")
        switch part {
        case "volume": fixture.volumizer.created.answer { _ in throw Refused() }
        case "plan": fixture.networker.prepared.answer { _ in throw Refused() }
        case "container": fixture.containerizer.created.answer { _ in throw Refused() }
        case "network": fixture.networker.attached.answer { _ in throw Refused() }
        default: fixture.records.stating.answer { _ in throw Refused() }
        }
        let gardener = fixture.gardener()

        await #expect(throws: Refused.self) { try await gardener.create(ContainerSpec(handle: "web-1")) }

        #expect(fixture.volumizer.destroyed.calls == [handle])
        #expect(fixture.networker.detached.calls == [handle])
        #expect(fixture.records.removed.calls == [handle])
        #expect(try await gardener.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
    }

    @Test("fails for a container that ended meanwhile, and says so first", arguments: [true, false])
    func ended(isConnected: Bool) async throws {
        struct Ended: Error {}
        if !isConnected { fixture.networker.attached.answer { _ in throw Refused() } }
        fixture.containerizer.checked.answer { _ in throw Ended() }
        let gardener = fixture.gardener()

        await #expect(throws: Ended.self) { try await gardener.create(ContainerSpec(handle: "web-1")) }

        #expect(fixture.containerizer.destroyed.calls.map(\.value) == ["web-1"])
        #expect(try await gardener.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
    }

    @Test("keeps what could not be taken back, hidden from the plain list, so that it can be destroyed again")
    func leftOver() async throws {
        fixture.networker.attached.answer { _ in throw Refused() }
        fixture.volumizer.destroyed.answer { _ in throw Refused() }
        let gardener = fixture.gardener()
        let handle = try Handle("web-1")

        await #expect(throws: Refused.self) { try await gardener.create(ContainerSpec(handle: "web-1")) }

        #expect(try await gardener.containers(matching: PropertyFilter()).isEmpty)
        #expect(try await gardener.containers(matching: PropertyFilter(["garden.state": "all"])) == [handle])
        #expect(fixture.records[handle]?.state == .destroying)
        fixture.volumizer.destroyed.answer { _ in }
        try await gardener.destroy(handle)
        #expect(fixture.records[handle] == nil)
    }

    @Test("refuses a handle that is in use, also by a creation under way")
    func handleTaken() async throws {
        let gardener = fixture.gardener()
        fixture.containerizer.created.answer { _ in
            await #expect(throws: GuardianError.handleTaken("web-1")) {
                try await gardener.create(ContainerSpec(handle: "web-1"))
            }
            return 42
        }

        _ = try await gardener.create(ContainerSpec(handle: "web-1"))

        #expect(fixture.containerizer.created.calls.count == 1)
        #expect(fixture.containerizer.destroyed.calls.isEmpty)
    }

    @Test("never lets more containers in than allowed, however many come at once")
    func limit() async throws {
        let gardener = fixture.gardener { $0.maxContainers = 5 }

        let made = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await gardener.create(ContainerSpec())
                        return true
                    } catch {
                        #expect("\(error)" == "max containers reached")
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }

        #expect(made == 5)
    }

    @Test(
        "refuses what cannot be, and makes nothing",
        arguments: [
            ("two images", "Cannot provide both Image.URI and RootFSPath"),
            ("privileged", "privileged container creation is disabled"),
            ("handle", "invalid handle 'a/b': it contains '/'"),
            ("netin", "forwarding ports (netin) is not implemented yet"),
            ("disk", "limiting disk space (byte_hard) is not implemented yet"),
            ("mount", "bind mount: destination '/x/..': it holds '..'"),
            ("environment", "environment: entry 2 of 2 is not NAME=value"),
            ("property", "invalid property key 'garden.state': the server keeps it"),
        ])
    func refusals(request: String, text: String) async throws {
        var spec = ContainerSpec(handle: request == "handle" ? "a/b" : "web-1")
        if request == "two images" { (spec.rootFSPath, spec.image.uri) = ("/a", "/b") }
        if request == "privileged" { spec.privileged = true }
        if request == "disk" { spec.limits.disk.byteHard = 1 }
        if request == "mount" { spec.bindMounts = [BindMount(source: "/", destination: "/x/..")] }
        if request == "environment" { spec.environment = ["A=1", "B"] }
        if request == "netin" { spec.netIn = [PortForwarding()] }
        if request == "property" { spec.properties = ["garden.state": "created"] }
        let gardener = fixture.gardener { $0.disablePrivileged = true }

        let refused = spec
        await #expect {
            _ = try await gardener.create(refused)
        } throws: { error in
            "\(error)" == text
        }

        #expect(fixture.records.creating.calls.isEmpty)
    }

    @Test("goes on when the caller is cancelled")
    func cancelled() async throws {
        let gardener = fixture.gardener()
        let (started, startedContinuation) = AsyncStream<Void>.makeStream()
        let (goOn, goOnContinuation) = AsyncStream<Void>.makeStream()
        fixture.containerizer.created.answer { _ in
            startedContinuation.finish()
            for await _ in goOn {}
            return 42
        }

        let creation = Task { try await gardener.create(ContainerSpec(handle: "web-1")) }
        for await _ in started {}
        creation.cancel()
        goOnContinuation.finish()
        let handle = try await creation.value

        #expect(fixture.records[handle]?.state == .created)
    }
}
