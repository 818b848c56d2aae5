import Cgroups
import Foundation
import Linux
import SystemPackage
import Testing

@Suite("Cgroups of the kernel")
struct CgroupKernelTests {
    @Test("are made, listed and removed in every hierarchy of the host")
    func life() throws {
        try CgroupSandbox.use { sandbox in
            let below = try sandbox.tree.child("below")

            try below.create()

            #expect(try sandbox.tree.children() == ["below"])
            for hierarchy in sandbox.layout.hierarchies {
                #expect(Files.exists(FilePath("\(hierarchy.mountPoint)\(below.path)")))
            }
            try below.remove()
            #expect(try !below.exists())
        }
    }

    @Test("are joined by a thread, and its children with it")
    func join() throws {
        let legacy = try Self.versionOneOnly()
        guard !legacy.hierarchies.isEmpty else {
            return print("skipped: threads cannot join on their own in version 2, which is all there is")
        }
        try CgroupSandbox.use(legacy) { sandbox in
            let before = try sandbox.tree.processes()
            let process = try onOwnThread {
                try sandbox.tree.join()
                return try sandbox.startOutside("echo ready; exec sleep 100")
            }

            #expect(before.isEmpty)
            // The thread that joined has ended, but the kernel may need a moment to take it out.
            #expect(try sandbox.tree.processes().filter { $0.rawValue != getpid() } == [process.pid])
        }
    }

    @Test("are not removed while they are in use, and say by whom")
    func busy() throws {
        try CgroupSandbox.use { sandbox in
            let process = try sandbox.start("echo ready; exec sleep 100")

            #expect(throws: CgroupError.busy(path: sandbox.tree.path, processes: [process.pid])) {
                try sandbox.tree.remove()
            }
        }
    }

    @Test("hold a limit on processes")
    func pids() throws {
        try CgroupSandbox.use { sandbox in
            var limits = CgroupLimits()
            limits.pids = .at(4)
            try sandbox.tree.apply(limits)

            let process = try sandbox.start("echo ready; for i in 1 2 3 4 5 6; do sleep 100 & done 2>/dev/null")

            #expect(try sandbox.end(of: process) != .exited(0))
            let pids = try sandbox.tree.statistics().pids
            #expect(pids.current == 3)
            #expect(pids.limit == 4)
        }
    }

    @Test("hold a limit on memory, and count who was killed for it")
    func memory() throws {
        try CgroupSandbox.use { sandbox in
            var limits = CgroupLimits()
            (limits.memory, limits.memoryAndSwap) = (.at(8 << 20), .at(8 << 20))
            try sandbox.tree.apply(limits)

            let process = try sandbox.start("exec dd if=/dev/zero of=/dev/null bs=64M count=1")

            #expect(try sandbox.end(of: process) == .signalled(.kill))
            #expect(try sandbox.tree.oomKills() == 1)
            #expect(try sandbox.tree.statistics().memory.oomKills == 1)
        }
    }

    @Test("take limits up and down, and have what was set")
    func limits() throws {
        try CgroupSandbox.use { sandbox in
            var limits = CgroupLimits()
            for megabytes in [64, 16, 128] as [UInt64] {
                (limits.memory, limits.memoryAndSwap) = (.at(megabytes << 20), .at(megabytes << 20))
                (limits.pids, limits.cpuShares) = (.at(megabytes), 1000 + megabytes)
                (limits.cpuQuota, limits.cpuPeriod) = (.at(megabytes * 1000), 100_000)
                try sandbox.tree.apply(limits)
                if sandbox.layout.kind == .unified {
                    // A weight is coarser than shares.
                    limits.cpuShares = limits.cpuShares.map {
                        CPUShares.shares(fromWeight: CPUShares.weight(fromShares: $0))
                    }
                }
                #expect(try sandbox.tree.limits() == limits)
            }
            (limits.memory, limits.memoryAndSwap, limits.pids) = (.unlimited, .unlimited, .unlimited)
            limits.cpuQuota = .unlimited
            try sandbox.tree.apply(limits)
            #expect(try sandbox.tree.limits() == limits)
        }
    }

    @Test("throttle devices and weigh block I/O, where the kernel can, and have what was set")
    func blockIO() throws {
        try CgroupSandbox.use { sandbox in
            let features = try sandbox.tree.features()
            guard features.throttlesBlockIO else { return print("skipped: this kernel throttles no block I/O") }
            guard let device = try BlockDevice.real().first else { return print("skipped: no block device") }
            var limits = BlockIOLimits()
            limits.weight = features.weighsBlockIO ? 300 : nil
            var throttle = BlockIOLimits.Throttle()
            (throttle.readBytes, throttle.writtenBytes) = (1 << 20, 2 << 20)
            (throttle.reads, throttle.writes) = (100, 200)
            limits.throttles[device] = throttle

            try sandbox.tree.apply(limits)

            #expect(try sandbox.tree.blockIOLimits() == limits)
        }
    }

    @Test("say what the kernel can limit")
    func features() throws {
        try CgroupSandbox.use { sandbox in
            var limits = CgroupLimits()
            (limits.memory, limits.memoryAndSwap) = (.at(8 << 20), .at(8 << 20))
            let canLimitSwap = Result { try sandbox.tree.apply(limits) }.isSuccess

            let features = try sandbox.tree.features()
            #expect(features.limitsSwap == canLimitSwap)
        }
    }

    @Test("count what their processes use")
    func statistics() throws {
        try CgroupSandbox.use { sandbox in
            let process = try sandbox.start("dd if=/dev/zero of=/dev/null bs=1M count=400 2>/dev/null; exit 3")
            #expect(try sandbox.end(of: process) == .exited(3))

            let statistics = try sandbox.tree.statistics()

            #expect(statistics.cpu.usage > .zero)
            #expect(statistics.cpu.user + statistics.cpu.system > .zero)
            #expect(statistics.memory.peak > 0)
            #expect(statistics.memory.details["pgfault"] ?? 0 > 0)
            #expect(statistics.pids.current == 0)
            #expect(statistics.pids.limit == 0)
        }
    }

    private static func versionOneOnly() throws -> CgroupLayout {
        let mountInfo = String(decoding: try Files.read("/proc/self/mountinfo"), as: UTF8.self)
        let own = String(decoding: try Files.read("/proc/self/cgroup"), as: UTF8.self)
        let lines = own.split(separator: "\n").filter { !$0.hasPrefix("0::") }
        return CgroupLayout(mountInfo: mountInfo, ownCgroups: lines.joined(separator: "\n")) { _ in nil }
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}

/// Runs `body` on a thread that ends right after, so that what it joined does not stay joined.
func onOwnThread(_ body: @escaping () throws -> SpawnedProcess) throws -> SpawnedProcess {
    let work = Work(body)
    let thread = Thread { work.run() }
    thread.start()
    return try work.result()
}

/// What a thread does for another.
// Sendable: `outcome` is written before the semaphore is signalled, and read after it was waited for.
private final class Work: @unchecked Sendable {
    private let body: () throws -> SpawnedProcess
    private var outcome: Result<SpawnedProcess, any Error>?
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping () throws -> SpawnedProcess) { self.body = body }

    func run() {
        outcome = Result { try body() }
        done.signal()
    }

    func result() throws -> SpawnedProcess {
        done.wait()
        return try #require(outcome).get()
    }
}
