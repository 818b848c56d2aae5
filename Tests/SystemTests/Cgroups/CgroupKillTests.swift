import Cgroups
import Linux
import SystemPackage
import Testing

@Suite("Killing a cgroup")
struct CgroupKillTests {
    /// Children, grandchildren in sessions of their own, and some that ignore what can be ignored.
    private let family = """
        trap '' TERM HUP INT
        for i in 1 2 3; do
            sleep 100 &
            setsid sh -c 'trap "" TERM HUP; sleep 100 & sleep 100' &
        done
        echo ready
        wait
        """

    @Test("ends the whole family, and the cgroup can be removed at once")
    func everyone() throws {
        for _ in 1...5 {
            try CgroupSandbox.use { sandbox in
                _ = try sandbox.start(family)

                let left = try sandbox.tree.killAll()

                #expect(left.isEmpty)
                #expect(try sandbox.tree.processes().isEmpty)
                try sandbox.tree.remove()
            }
        }
    }

    @Test("ends those in cgroups below, frozen ones too")
    func below() throws {
        try CgroupSandbox.use { sandbox in
            let below = try sandbox.tree.child("below")
            try below.create()
            _ = try sandbox.start(family, in: below)
            _ = try sandbox.start(family)
            try below.freeze()

            #expect(try sandbox.tree.killAll().isEmpty)

            #expect(try sandbox.tree.processes().isEmpty)
        }
    }

    @Test("ends those that keep forking")
    func forking() throws {
        try CgroupSandbox.use { sandbox in
            var limits = CgroupLimits()
            limits.pids = .at(400)
            try sandbox.tree.apply(limits)
            _ = try sandbox.start("echo ready; while true; do (sleep 100 &) 2>/dev/null || true; done")

            #expect(try sandbox.tree.killAll().isEmpty)
        }
    }

    @Test("reaches, without waiting, also those that are being forked", arguments: 1...10)
    func once(round: Int) throws {
        try CgroupSandbox.use { sandbox in
            var limits = CgroupLimits()
            limits.pids = .at(100)
            try sandbox.tree.apply(limits)
            _ = try sandbox.start("echo ready; while true; do (sleep 100 &) 2>/dev/null || true; done")

            try sandbox.tree.kill()

            // Nobody is left to start anything, so an end comes without another signal.
            try ContainerCgroup(cgroupsPath: sandbox.tree.path, id: "c1", in: sandbox.layout).remove()
            #expect(try !sandbox.tree.exists())
        }
    }

    @Test("hits nobody else")
    func outsiders() throws {
        try CgroupSandbox.use { sandbox in
            let sibling = try CgroupTree(sandbox.tree.path + "-sibling", in: sandbox.layout)
            try sibling.create()
            let outsider = try sandbox.startOutside("echo ready; exec sleep 100")
            let neighbour = try sandbox.start("echo ready; exec sleep 100", in: sibling)
            _ = try sandbox.start(family)

            _ = try sandbox.tree.killAll()

            #expect(try PIDDescriptor.reap(outsider.pidfd) == nil)
            #expect(try PIDDescriptor.reap(neighbour.pidfd) == nil)
            #expect(try sibling.processes() == [neighbour.pid])
            #expect(try sibling.killAll().isEmpty)
        }
    }

    @Test("gives up on those that cannot end in time, and says which")
    func late() throws {
        try CgroupSandbox.use { sandbox in
            let process = try sandbox.start("echo ready; exec sleep 100")

            #expect(try sandbox.tree.killAll(within: .zero) == [process.pid] || sandbox.tree.processes().isEmpty)
        }
    }

    @Test("works by the kernel's own way in version 2")
    func unified() throws {
        guard let layout = try CgroupSandbox.unifiedLayout() else {
            print("skipped: this host has no version 2 hierarchy")
            return
        }
        try CgroupSandbox.use(layout) { sandbox in
            let below = try sandbox.tree.child("below")
            try below.create()
            _ = try sandbox.start(family)
            _ = try sandbox.start(family, in: below)
            try sandbox.tree.freeze()

            #expect(try sandbox.tree.processes().count > 10)
            #expect(try sandbox.tree.killAll().isEmpty)
            #expect(try sandbox.tree.processes().isEmpty)
            #expect(try sandbox.tree.statistics().cpu.usage > .zero)
        }
    }

    @Test("frozen processes do not run, thawed ones do")
    func freezer() throws {
        try CgroupSandbox.use { sandbox in
            let process = try sandbox.start("echo ready; exec sleep 100")

            try sandbox.tree.freeze()
            try PIDDescriptor.send(.terminate, to: process.pidfd)
            let status = try PIDDescriptor.reap(process.pidfd)
            try sandbox.tree.thaw()

            #expect(status == nil)
            #expect(try sandbox.end(of: process) == .signalled(.terminate))
        }
    }
}
