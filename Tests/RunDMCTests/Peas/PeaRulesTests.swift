import Cgroups
import Garden
import Guardian
import JSON
import Linux
import OCI
import SystemPackage
import Testing
import TrackerClient

@testable import RunDMC

@Suite("A pea's bundle")
struct PeaRulesTests {
    private let layout = CgroupLayout(
        mountInfo: "30 1 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n", ownCgroups: "5:memory:/\n"
    ) { _ in nil }
    private let mapping = UserMapping(
        users: [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)],
        groups: [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)])

    private func plan(_ change: (inout ContainerPlan) -> Void = { _ in }) throws -> ContainerPlan {
        var plan = ContainerPlan(
            handle: try Handle("web"), rootFS: RootFS(path: "/pea-rootfs", environment: ["FROM=image"]))
        change(&plan)
        return plan
    }

    private func bundle(
        of plan: ContainerPlan, isOwn: Bool = false, unified: Bool = false,
        _ change: (inout BundleConfiguration) -> Void = { _ in }
    ) throws -> RuntimeSpec {
        var configuration = BundleConfiguration(
            initProgram: "/programs/gdn-init", mapping: mapping, cgroupParent: "/guardian/containers")
        change(&configuration)
        let container = BundleRules(configuration, facts: FakeHostFacts()) { "\($0.handle)" }
            .bundle(
                for: ContainerPlan(handle: plan.handle, rootFS: RootFS(path: "/rootfs"), privileged: plan.privileged))
        let root = try CgroupRoot(in: layout)
        let host = PeaHost(
            bundle: container, initProcess: 42,
            networkMounts: [OCIMount(destination: "/etc/hosts", type: "bind", source: "/depot/web/hosts", options: [])])
        let cgroup = try PeaCgroup(
            Pea(in: plan.handle, unique: "1"), of: root.container("web"), isOwn: isOwn, in: root)
        return PeaRules(configuration: configuration, facts: FakeHostFacts(hasUnifiedCgroups: unified))
            .bundle(for: plan, in: host, cgroup)
    }

    @Test("joins the container's namespaces but for a mount namespace of its own")
    func namespaces() throws {
        let bundle = try bundle(of: try plan())

        #expect(bundle.linux.namespaces.first == OCINamespace(.mount))
        let joined = Dictionary(uniqueKeysWithValues: bundle.linux.namespaces.dropFirst().map { ($0.kind, $0.path) })
        #expect(
            joined == [
                .network: "/proc/42/ns/net", .ipc: "/proc/42/ns/ipc", .pid: "/proc/42/ns/pid",
                .uts: "/proc/42/ns/uts", .user: "/proc/42/ns/user",
            ])
        #expect(bundle.linux.userMappings.map(\.hostID) == [4_294_967_294])
        #expect(bundle.hostname == nil)
        #expect(bundle.linux.sysctl.isEmpty)
    }

    @Test("of a privileged container joins no user namespace, and has its capabilities")
    func privileged() throws {
        let bundle = try bundle(of: try plan { $0.privileged = true })

        #expect(!bundle.linux.namespaces.contains { $0.kind == .user })
        #expect(bundle.linux.seccomp == nil)
        #expect(bundle.process.capabilities?.bounding.contains("CAP_SYS_ADMIN") == true)
    }

    @Test("has its image's files and variables, its own mounts and the container's network files, and no init")
    func files() throws {
        let mounts = [BindMount(source: "/outside", destination: "/inside")]
        let bundle = try bundle(of: try plan { $0.bindMounts = mounts })

        #expect(bundle.rootPath == "/pea-rootfs")
        #expect(bundle.process.environment == ["FROM=image"])
        #expect(bundle.mounts.suffix(2).map(\.destination) == ["/inside", "/etc/hosts"])
        #expect(!bundle.mounts.contains { $0.source == "/programs/gdn-init" })
        #expect(bundle.process.arguments.isEmpty)
        #expect(bundle.linux.seccomp != nil)
    }

    @Test("is confined as the container is")
    func confinement() throws {
        let bundle = try bundle(of: try plan()) { $0.noNewPrivileges = true }

        #expect(bundle.process.noNewPrivileges)
        #expect(bundle.linux.maskedPaths == KernelPaths.masked)
        #expect(bundle.linux.resources.devices.first == OCIDeviceRule(allow: false))
    }

    @Test("is in a cgroup below the container's, or beside it with limits of its own")
    func cgroups() throws {
        let limited = try plan { $0.limits.memory.limitInBytes = 1 << 20 }

        let shared = try bundle(of: try plan())
        let own = try bundle(of: limited, isOwn: true)

        #expect(shared.linux.cgroupsPath == "/guardian/containers/web/pea-1")
        #expect(shared.linux.resources.memory.limit == nil)
        #expect(own.linux.cgroupsPath == "/guardian/peas/web/pea-1")
        #expect(own.linux.resources.memory.limit == 1 << 20)
        #expect(own.linux.resources.pidsLimit == nil)
    }

    @Test("that shares limits writes none in version 2, where it could not")
    func unified() throws {
        let limited = try plan { $0.limits.cpu.weight = 100 }

        #expect(try bundle(of: limited, unified: true).linux.resources.unified.isEmpty)
        #expect(try !bundle(of: limited, isOwn: true, unified: true).linux.resources.unified.isEmpty)
    }

    @Test("is told in the record before it is made, and its process after", arguments: [nil, 5] as [Int32?])
    func section(pid: Int32?) {
        var limits = ProcessLimits()
        (limits.memory.limitInBytes, limits.cpu.limitInShares) = (7, 8)
        for limits in [nil, limits] {
            var section = PeaSection(limits: limits)
            section.pid = pid.flatMap(PID.init(rawValue:))

            #expect(PeaSection(json: section.json) == section)
        }
    }
}

@Suite("The end of a pea that runs")
struct PeaLifeTests {
    @Test("is told to who waits for it, even if it was there before")
    func ended() async throws {
        let life = PeaLife(process: try ProcessID("check"), pid: nil)

        life.ended()
        life.giveUp()

        try await life.untilEnd()
    }

    @Test("is not made up when nobody can know it any more, or nobody wants to")
    func givenUp() async throws {
        let life = PeaLife(process: try ProcessID("check"), pid: nil)
        let other = PeaLife(process: try ProcessID("check"), pid: nil)
        let waiting = Task { try await other.untilEnd() }

        life.giveUp()
        waiting.cancel()

        await #expect(throws: TrackerError.trackerGone) { try await life.untilEnd() }
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}
