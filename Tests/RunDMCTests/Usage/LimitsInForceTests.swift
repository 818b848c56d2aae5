import Cgroups
import Garden
import JSON
import Testing

@testable import RunDMC

@Suite("Limits in force")
struct LimitsInForceTests {
    private static let one = CgroupLayout(mountInfo: "", ownCgroups: "") { _ in nil }
    private static let two = CgroupLayout(mountInfo: "1 0 0:1 / /c rw - cgroup2 cgroup2 rw", ownCgroups: "0::/") { _ in
        ""
    }

    @Test("the layouts of these tests are what they stand for")
    func layouts() {
        #expect((Self.one.kind, Self.two.kind) == (.legacy, .unified))
    }

    @Test(
        "of memory are answered as they were asked, while the kernel has what that comes to",
        arguments: [
            (0, .unlimited, 0), (67_108_864, .at(67_108_864), 67_108_864), (67_108_865, .at(67_108_864), 67_108_865),
            (10_000_001, .at(9_998_336), 10_000_001), (.max, .unlimited, .max),
            (UInt64(Int64.max), .unlimited, UInt64(Int64.max)), (1 << 40, .at(1 << 40), 1 << 40),
            // Somebody else's doing.
            (67_108_864, .at(4096), 4096), (67_108_864, .unlimited, 0), (0, .at(8192), 8192), (4096, nil, 4096),
        ] as [(UInt64, CgroupLimits.Limit?, UInt64)])
    func memory(asked: UInt64, kernel: CgroupLimits.Limit?, answer: UInt64) {
        var (request, limits) = (Limits(), CgroupLimits())
        (request.memory.limitInBytes, limits.memory) = (asked, kernel)

        for layout in [Self.one, Self.two] {
            let inForce = LimitsInForce(asked: request, kernel: limits, on: layout, pageSize: 4096)
            #expect(inForce.limits.memory.limitInBytes == answer)
        }
    }

    @Test(
        "of processes are answered as they were asked, while the kernel has what that comes to",
        arguments: [
            (0, .unlimited, 0), (20, .at(20), 20), (.max, .at(4_194_304), .max), (20, .at(30), 30),
            (20, .unlimited, 0), (0, .at(5), 5),
        ] as [(UInt64, CgroupLimits.Limit?, UInt64)])
    func processes(asked: UInt64, kernel: CgroupLimits.Limit?, answer: UInt64) {
        var (request, limits) = (Limits(), CgroupLimits())
        (request.pids.max, limits.pids) = (asked, kernel)

        #expect(LimitsInForce(asked: request, kernel: limits, on: Self.one).limits.pids.max == answer)
    }

    @Test(
        "of processor time are shares, whatever they were called, clamped or not",
        arguments: [
            (0, 1024, 0), (1, 2, 1), (2, 2, 2), (512, 512, 512), (262_144, 262_144, 262_144), (.max, 262_144, .max),
            (512, 1024, 1024), (0, 77, 77), (512, nil, 512),
        ] as [(UInt64, UInt64?, UInt64)])
    func shares(asked: UInt64, kernel: UInt64?, answer: UInt64) {
        var (request, limits) = (Limits(), CgroupLimits())
        (request.cpu.weight, limits.cpuShares) = (asked, kernel)

        let cpu = LimitsInForce(asked: request, kernel: limits, on: Self.one).limits.cpu

        #expect(cpu.limitInShares == answer)
        #expect(cpu.weight == 0)
    }

    @Test(
        "of processor time survive the way into a weight and back", arguments: [0, 1, 2, 3, 10, 513, 1028, 9999, .max])
    func weights(asked: UInt64) {
        var (request, limits) = (Limits(), CgroupLimits())
        request.cpu.limitInShares = asked
        let weight = asked == 0 ? 100 : CPUShares.weight(fromShares: asked)
        limits.cpuShares = CPUShares.shares(fromWeight: weight)

        #expect(LimitsInForce(asked: request, kernel: limits, on: Self.two).shares == asked)
        limits.cpuShares = CPUShares.shares(fromWeight: 5000)
        #expect(LimitsInForce(asked: request, kernel: limits, on: Self.two).shares == limits.cpuShares)
    }

    @Test("are recorded as they were asked", arguments: [0, 77, .max] as [UInt64])
    func record(number: UInt64) throws {
        var section = ContainerSection(runtimeID: "r", cgroup: "/c", trackerCgroup: "/t")
        section.limits.memory.limitInBytes = number
        section.limits.cpu.limitInShares = number
        section.limits.pids.max = number

        #expect(ContainerSection(json: section.json) == section)
    }

    @Test("are what the kernel has, where a record does not say what was asked")
    func oldRecord() throws {
        let section = try #require(
            ContainerSection(json: ["runtime_id": "r", "cgroup": "/c", "tracker_cgroup": "/t"]))
        var kernel = CgroupLimits()
        (kernel.memory, kernel.cpuShares, kernel.pids) = (.at(8192), 512, .unlimited)

        let limits = LimitsInForce(asked: section.limits, kernel: kernel, on: Self.one).limits

        #expect((limits.memory.limitInBytes, limits.cpu.limitInShares, limits.pids.max) == (8192, 512, 0))
    }
}
