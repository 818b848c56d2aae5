import Linux
import LinuxAsync
import ProcessTracker
import Synchronization
import SystemPackage

/// The processes that somebody here is attached to.
extension TrackerLink {
    /// The process of that name, whose end this link sees: the one that is known here, or the one that the tracker knows.
    ///
    /// - Throws: `TrackerError.unknownProcess`, when it knows none.
    func attach(to name: ProcessName) async throws -> TrackedProcess {
        if let process = state.withLock({ $0.processes[name]?.process }) { return process }
        guard case .process(let process) = try await ask(id: name.value, { .attach($0, name) }) else {
            throw TrackerError.incompatible("no process to attach to")
        }
        return process
    }

    /// Takes an output stream over.
    func open(_ name: ProcessName, _ kind: OutputKind) async throws -> OutputSource {
        do {
            guard case .opened(let source, let dropped) = try await ask(id: name.value, { .open($0, name, kind) })
            else { throw TrackerError.incompatible("no output") }
            #if DEBUG
                FaultPoint.reach(.attachOpened, name.value)
            #endif
            if dropped > 0 { report(droppedBytes: dropped, of: name, kind) }
            return source
        } catch TrackerError.unknownProcess {
            // It has ended, and was forgotten; with it what it wrote.
            return OutputSource()
        } catch {
            // Should the tracker take it for ours.
            await release(name, kind)
            throw error
        }
    }

    /// Gives an output stream back. A tracker that is gone has none.
    func release(_ name: ProcessName, _ kind: OutputKind) async {
        do {
            _ = try await ask { .release($0, name, kind) }
            #if DEBUG
                FaultPoint.reach(.attachReleased, name.value)
            #endif
        } catch {
            return
        }
    }

    /// Tells that bytes of an output stream are lost.
    func report(droppedBytes: UInt64, of name: ProcessName, _ kind: OutputKind) {
        events.yield(.outputDropped(id: name.value, kind, bytes: droppedBytes))
    }

    /// Nobody is attached to a process any more.
    func unused(_ name: ProcessName) {
        // Handed out, because the last who has it must not let go of it while this is locked.
        let heir = state.withLock { state in
            let heir = state.processes[name]?.process
            if heir == nil { state.processes[name] = nil }
            return heir
        }
        withExtendedLifetime(heir) {}
    }

    /// The tracker knows nothing of a process any more.
    func forgotten(_ process: TrackedProcess) {
        let known = state.withLock { state in
            let known = state.processes[process.name]?.process
            if known === process { state.processes[process.name] = nil }
            return known
        }
        withExtendedLifetime(known) {}
    }

    // MARK: what the tracker tells

    /// Takes the streams of a process that was started.
    ///
    /// - Returns: nil when this program had no room for them.
    func started(_ name: ProcessName, _ pid: PID, _ descriptors: inout [FileDescriptor]) -> TrackedProcess? {
        state.withLock { _ = $0.living.insert(name) }
        guard descriptors.count == 3 else { return nil }
        let streams = descriptors.map { AsyncDescriptor(owning: $0, system: system) }
        descriptors = []
        let process = TrackedProcess(name, pid, link: self, streams: (streams[0], Array(streams[1...])))
        // Before anybody hears of it: its end may be the next message.
        let former = state.withLock { state in
            let former = state.processes[name]?.process
            state.processes[name] = Attached(process: process)
            return former
        }
        former?.superseded()
        process.awaitReaders()
        return process
    }

    /// Makes, or finds, the process that was asked for.
    func attached(
        _ name: ProcessName, _ processState: ProcessState, _ descriptors: inout [FileDescriptor]
    ) -> TrackedProcess {
        if let process = state.withLock({ $0.processes[name]?.process }) { return process }
        let input = descriptors.isEmpty ? nil : AsyncDescriptor(owning: descriptors.removeFirst(), system: system)
        let process = TrackedProcess(name, processState, link: self, input: input)
        if case .running = processState { state.withLock { _ = $0.living.insert(name) } }
        // Only what this is called for makes processes, one message after the other.
        state.withLock { $0.processes[name] = Attached(process: process) }
        return process
    }

    /// Takes the pipes of an output stream.
    func opened(_ output: OpenedOutput, _ descriptors: inout [FileDescriptor]) -> Result<Answer, any Error> {
        guard descriptors.count == output.descriptorCount else {
            return .failure(TrackerError.refused("no descriptors are left for an output stream"))
        }
        var streams = descriptors.map { AsyncDescriptor(owning: $0, system: system) }[...]
        descriptors = []
        let tail = output.hasTail ? streams.popFirst() : nil
        let source = OutputSource(tail: tail, live: output.hasLive ? streams.popFirst() : nil)
        return .success(.opened(source, droppedBytes: output.droppedBytes))
    }
}
