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
            try poll.add(watch.descriptor, watch.signs, token: Token.memory)
            if let timer = watch.timer { try poll.add(timer, .readable, token: Token.memoryTimer) }
        }
        // What was killed before.
        countMemoryKills()
    }

    /// Looks at the kernel's count: a small read. A cgroup that is gone is not looked at again.
    func countMemoryKills() {
        perform(state.counted(memoryKills(), at: Int64(cg_monotonic_seconds())))
    }

    private func memoryKills() -> UInt64? {
        guard let watch = memory else { return nil }
        do {
            let kills = try watch.kills()
            if kills == nil { stopWatchingMemory() }
            return kills
        } catch {
            complain("\(error)")
            // What cannot be read is told for ever. The ends of children remain as occasions to look.
            if watch.signs == .changed { poll.remove(watch.descriptor) }
            return nil
        }
    }

    func memoryChanged() {
        attempt { try memory?.noteChange() }
        countMemoryKills()
    }

    func memoryTimePassed() {
        attempt { try memory?.noteTime() }
        countMemoryKills()
    }

    private func stopWatchingMemory() {
        guard let watch = memory else { return }
        poll.remove(watch.descriptor)
        if let timer = watch.timer { poll.remove(timer) }
        watch.close()
        memory = nil
    }
}
