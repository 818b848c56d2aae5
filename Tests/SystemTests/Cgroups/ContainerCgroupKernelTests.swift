import Cgroups
import Linux
import SystemPackage
import Testing

@Suite("A container's cgroup in the kernel")
struct ContainerCgroupKernelTests {
    private func cgroup(_ sandbox: CgroupSandbox, _ name: String) throws -> ContainerCgroup {
        try ContainerCgroup(cgroupsPath: sandbox.tree.path + "/" + name, id: "c1", in: sandbox.layout)
    }

    @Test("is made with processors to run on, joined in every hierarchy, and removed")
    func life() throws {
        try CgroupSandbox.use { sandbox in
            let cgroup = try cgroup(sandbox, "a/b")

            try cgroup.create()
            let process = try sandbox.start("echo ready; exec sleep 100", in: cgroup.tree)

            let lines = String(decoding: try Files.read(FilePath("/proc/\(process.pid)/cgroup")), as: UTF8.self)
            #expect(lines.split(separator: "\n").count >= sandbox.layout.hierarchies.count)
            for (controller, folder) in cgroup.statePaths {
                let procs = String(decoding: try Files.read(FilePath(folder).appending("cgroup.procs")), as: UTF8.self)
                #expect(procs == "\(process.pid)\n", "\(controller)")
            }
            let known = try ContainerCgroup(statePaths: cgroup.statePaths)
            #expect(try known.tree.processes() == [process.pid])
            try PIDDescriptor.send(.kill, to: process.pidfd)
            try known.remove()
            #expect(try !cgroup.tree.exists())
        }
    }

    @Test("is refused where processes are, and where it is frozen")
    func refused() throws {
        try CgroupSandbox.use { sandbox in
            let cgroup = try cgroup(sandbox, "a")
            try cgroup.create()
            try cgroup.create()
            _ = try sandbox.start("echo ready; exec sleep 100", in: cgroup.tree)

            #expect(throws: CgroupError.notEmpty(processes: 1)) { try cgroup.create() }
            #expect(throws: CgroupError.notEmpty(processes: 1)) { try cgroup.refuseIfInUse() }

            let other = try self.cgroup(sandbox, "frozen/b")
            try sandbox.tree.child("frozen").create()
            try sandbox.tree.child("frozen").freeze()
            #expect(throws: CgroupError.frozen) { try other.create() }
            #expect(try !other.tree.exists())
            try sandbox.tree.child("frozen").thaw()
        }
    }

    @Test("is not removed while somebody stays in it")
    func busy() throws {
        try CgroupSandbox.use { sandbox in
            let cgroup = try cgroup(sandbox, "a")
            try cgroup.create()
            let process = try sandbox.start("echo ready; exec sleep 100", in: cgroup.tree)

            #expect(throws: CgroupError.busy(path: cgroup.tree.path, processes: [process.pid])) {
                try cgroup.remove(within: .milliseconds(20))
            }
        }
    }

    @Test("is joined by whoever has its descriptors")
    func join() throws {
        try CgroupSandbox.use { sandbox in
            let cgroup = try cgroup(sandbox, "a")
            try cgroup.create()
            let descriptors = try JoinDescriptors(opening: cgroup.tree)
            defer { descriptors.close() }
            guard !descriptors.tasks.isEmpty else {
                return print("skipped: threads cannot join on their own in version 2, which is all there is")
            }

            let process = try onOwnThread {
                try descriptors.join()
                return try sandbox.startOutside("echo ready; exec sleep 100")
            }

            for (controller, folder) in cgroup.statePaths where controller != "" {
                let procs = String(decoding: try Files.read(FilePath(folder).appending("tasks")), as: UTF8.self)
                #expect(procs.split(separator: "\n").contains("\(process.pid)"), "\(controller)")
            }
        }
    }

    @Test("stops all processes before it says so, and lets them go on")
    func freeze() throws {
        try CgroupSandbox.use { sandbox in
            let process = try sandbox.start("echo ready; while :; do :; done")
            func time() throws -> Duration { try sandbox.tree.statistics(.processorTime).cpu.usage }

            try sandbox.tree.freezeCompletely()
            let state = try sandbox.tree.freezerState()
            let (before, after) = (try time(), try time())
            try sandbox.tree.thaw()

            #expect(state == .frozen)
            #expect(after - before < .milliseconds(1))
            #expect(try sandbox.tree.freezerState() == .thawed)
            try PIDDescriptor.send(.terminate, to: process.pidfd)
            #expect(try sandbox.end(of: process) == .signalled(.terminate))
        }
    }

    @Test("stops those that start others all the time")
    func freezeForking() throws {
        try CgroupSandbox.use { sandbox in
            var resources = CgroupResources()
            resources.pids = 40
            try sandbox.tree.apply(resources)
            _ = try sandbox.start("echo ready; while :; do (:) & done 2>/dev/null")

            for _ in 1...20 {
                try sandbox.tree.freezeCompletely()
                let processes = try sandbox.tree.processes()
                #expect(try sandbox.tree.freezerState() == .frozen)
                #expect(try sandbox.tree.processes() == processes)
                try sandbox.tree.thaw()
            }
        }
    }

    @Test("freezes in version 2, which tells when it is done")
    func freezeVersionTwo() throws {
        guard let layout = try CgroupSandbox.unifiedLayout() else {
            return print("skipped: this host has no version 2 hierarchy")
        }
        try CgroupSandbox.use(layout) { sandbox in
            let process = try sandbox.start("echo ready; while :; do :; done")

            try sandbox.tree.freezeCompletely()
            #expect(try sandbox.tree.freezerState() == .frozen)
            try sandbox.tree.thaw()

            try PIDDescriptor.send(.terminate, to: process.pidfd)
            #expect(try sandbox.end(of: process) == .signalled(.terminate))
            #expect(try sandbox.tree.freezerState() == .thawed)
        }
    }
}
