import Cgroups
import Linux
import SystemPackage
import Testing

@Suite("Sending signals to a cgroup")
struct CgroupSignalTests {
    private func close(_ processes: [SignalledProcess]?) {
        for process in processes ?? [] { process.descriptor.closeIgnoringErrors() }
    }

    @Test("reaches all but those that are spared, and nobody outside", arguments: [Signal.terminate, .kill])
    func spared(signal: Signal) throws {
        try CgroupSandbox.use { sandbox in
            let spared = try sandbox.start("echo ready; exec sleep 100")
            let below = try sandbox.tree.child("below")
            try below.create()
            let victims = [
                try sandbox.start("echo ready; exec sleep 100"),
                try sandbox.start("echo ready; exec sleep 100", in: below),
            ]
            let outsider = try sandbox.startOutside("echo ready; exec sleep 100")

            let signalled =
                signal == .kill
                ? try sandbox.tree.killAll(except: [spared.pid])
                : try sandbox.tree.signalAll(signal, except: [spared.pid])
            defer { close(signalled) }

            #expect(Set(signalled?.map(\.pid) ?? []) == Set(victims.map(\.pid)))
            for victim in victims { #expect(try sandbox.end(of: victim) == .signalled(signal)) }
            #expect(try PIDDescriptor.reap(spared.pidfd) == nil)
            #expect(try PIDDescriptor.reap(outsider.pidfd) == nil)
            #expect(try sandbox.tree.signalAll(signal, except: [spared.pid]) == nil)
            #expect(try sandbox.tree.killAll(except: [spared.pid]) == nil)
        }
    }

    @Test("reaches nobody when the condition says no")
    func condition() throws {
        try CgroupSandbox.use { sandbox in
            let process = try sandbox.start("echo ready; exec sleep 100")
            var asked = 0

            #expect(try sandbox.tree.signalAll(.kill, except: [], while: { false }) == nil)
            #expect(try sandbox.tree.killAll(except: [], while: { false }) == nil)
            // It says no when the processes are known, and before the signal.
            let late = try sandbox.tree.signalAll(.kill, except: []) {
                asked += 1
                return asked == 1
            }

            #expect(late == [])
            #expect(try PIDDescriptor.reap(process.pidfd) == nil)
        }
    }

    @Test("kills what is frozen, and what keeps forking")
    func hard() throws {
        try CgroupSandbox.use { sandbox in
            var limits = CgroupLimits()
            limits.pids = .at(200)
            try sandbox.tree.apply(limits)
            let spared = try sandbox.start("echo ready; exec sleep 100")
            _ = try sandbox.start("echo ready; while true; do (sleep 100 &) 2>/dev/null || true; done")
            try sandbox.tree.freeze()

            close(try sandbox.tree.killAll(except: [spared.pid]))

            // One round is enough: none could start another meanwhile. What was hit is about to end.
            while try sandbox.tree.processes() != [spared.pid] {}
            #expect(try PIDDescriptor.reap(spared.pidfd) == nil)
        }
    }

    @Test("a cgroup that is not there has nobody")
    func missing() throws {
        try CgroupSandbox.use { sandbox in
            let missing = try sandbox.tree.child("missing")

            #expect(try missing.signalAll(.terminate, except: []) == nil)
            #expect(try missing.killAll(except: []) == nil)
        }
    }
}
