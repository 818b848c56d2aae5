import CGuardian
import Linux

/// What the kernel tells about the container's memory.
extension TrackerLoop {
    /// Begins to watch, as soon as the runtime has made the cgroup. Where that is not possible the tracker goes on without.
    func watchMemory(of call: RuntimeCall) {
        guard case .container(let request) = call.purpose, let cgroup = request.memory, memory == nil else { return }
        attempt {
            let watch = try MemoryWatch(cgroup)
            memory = watch
            try poll.add(watch.descriptor, .readable, token: Token.memory)
            if let timer = watch.timer { try poll.add(timer, .readable, token: Token.memoryTimer) }
        }
        // What was killed before.
        countMemoryKills()
    }

    /// Looks at the kernel's count: a small read.
    func countMemoryKills() {
        var kills: UInt64?
        attempt { kills = try memory?.kills() }
        perform(state.counted(kills, at: Int64(cg_monotonic_seconds())))
    }

    func memoryChanged() {
        attempt { try memory?.noteChange() }
        countMemoryKills()
        stopWatchingRemovedMemory()
    }

    func memoryTimePassed() {
        attempt { try memory?.noteTime() }
        countMemoryKills()
    }

    /// The last word about a cgroup comes when it is removed.
    private func stopWatchingRemovedMemory() {
        guard let watch = memory else { return }
        do {
            guard try watch.kills() == nil else { return }
        } catch {
            // It cannot be read now; nobody says that it never can.
            return
        }
        poll.remove(watch.descriptor)
        if let timer = watch.timer { poll.remove(timer) }
        watch.close()
        memory = nil
    }
}
