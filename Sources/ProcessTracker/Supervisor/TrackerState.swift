import Linux

/// What a tracker knows, and what follows from what happens. It does nothing itself.
///
/// Children are told apart by their numbers. That is safe because a number is not given to another process before its
/// zombie is reaped, and whoever feeds this reaps a child only to hand it to `childEnded`.
struct TrackerState {
    private enum Process: Hashable {
        case starting
        case running(PID)
    }

    private(set) var initState = InitState.none
    private var kills = MemoryKills()
    /// Those that a server had killed.
    private var condemned: Set<ProcessName> = []
    private var greeted: Set<ConnectionID> = []
    private var processes: [ProcessName: Process] = [:]
    private var names: [PID: ProcessName] = [:]

    private var calls: [UInt64: RuntimeCall] = [:]
    private var runtimes: [PID: UInt64] = [:]
    private var nextCall: UInt64 = 1
    /// Ends of children that nobody knew. One of them may be the process that a runtime just made, whose number is
    /// only known once the runtime has ended; so they are kept while a call is under way.
    private var unclaimed: [PID: ExitStatus] = [:]

    /// Whether nothing is left to look after.
    var isIdle: Bool {
        if case .running = initState { return false }
        return processes.isEmpty && calls.isEmpty
    }

    // MARK: connections

    /// A server sent a request.
    mutating func received(_ request: TrackerRequest, from connection: ConnectionID) -> [TrackerAction] {
        if case .hello(let version) = request { return greet(connection, version: version) }
        guard greeted.contains(connection) else {
            let failure = TrackerFailure(.malformed, "no hello before the first request")
            return request.descriptors.map(TrackerAction.close) + [
                .send(.failed(0, failure), to: connection), .disconnect(connection),
            ]
        }
        return answer(request, connection)
    }

    /// A server sent something else.
    func receivedMalformed(
        _ error: WireError, number: TrackerRequest.Number?, from connection: ConnectionID
    ) -> [TrackerAction] {
        [.send(.failed(number ?? 0, TrackerFailure(.malformed, "\(error)")), to: connection)]
    }

    /// A connection is gone. What it asked for goes on.
    mutating func disconnected(_ connection: ConnectionID) {
        greeted.remove(connection)
    }

    private mutating func greet(_ connection: ConnectionID, version: Int) -> [TrackerAction] {
        guard version == TrackerProtocol.version else {
            let failure = TrackerFailure(.malformed, "\(WireError.incompatible(version: version))")
            return [.send(.failed(0, failure), to: connection), .disconnect(connection)]
        }
        greeted.insert(connection)
        return []
    }

    private mutating func answer(_ request: TrackerRequest, _ connection: ConnectionID) -> [TrackerAction] {
        switch request {
        case .hello: return []
        case .create(let number, let create): return self.create(create, number, connection)
        case .run(let number, let run): return self.run(run, number, connection)
        case .signal(let number, let name, let signal):
            guard case .running(let pid) = processes[name] else { return [.send(.done(number), to: connection)] }
            if signal == .kill { condemned.insert(name) }
            return [.signal(pid, signal), .send(.done(number), to: connection)]
        case .forget(let number, let name, let pid):
            let isFree = processes[name] == nil
            return (isFree ? [.forget(name, pid)] : []) + [.send(.done(number), to: connection)]
        case .closeStandardInput(let number, let name):
            return [.closeStandardInput(name), .send(.done(number), to: connection)]
        case .list(let number): return list(number, connection)
        case .shutdown(let number): return [.send(.done(number), to: connection), .end]
        }
    }

    private func list(_ number: TrackerRequest.Number, _ connection: ConnectionID) -> [TrackerAction] {
        let running = names.sorted { $0.key.rawValue < $1.key.rawValue }
        let messages =
            running.map { TrackerMessage.process(number, $0.value, $0.key) }
            + [.container(number, initState, memoryKills: kills.total), .done(number)]
        return messages.map { .send($0, to: connection) }
    }

    // MARK: calls of the runtime

    private mutating func create(
        _ create: CreateRequest, _ number: TrackerRequest.Number, _ connection: ConnectionID
    ) -> [TrackerAction] {
        guard initState == .none, calls.values.allSatisfy({ $0.process != nil }) else {
            let failure = TrackerFailure(.malformed, "this tracker has a container already")
            return [.send(.failed(number, failure), to: connection)]
        }
        return begin(.container(create), number, connection)
    }

    private mutating func run(
        _ run: RunRequest, _ number: TrackerRequest.Number, _ connection: ConnectionID
    ) -> [TrackerAction] {
        guard processes[run.name] == nil else {
            // The text is the original's; its callers see it.
            let failure = TrackerFailure(.processExists, "process ID '\(run.name)' already in use")
            return [.close(run.process), .send(.failed(number, failure), to: connection)]
        }
        processes[run.name] = .starting
        return begin(.process(run), number, connection)
    }

    private mutating func begin(
        _ purpose: RuntimeCall.Purpose, _ number: TrackerRequest.Number, _ connection: ConnectionID
    ) -> [TrackerAction] {
        let call = RuntimeCall(id: nextCall, purpose: purpose, connection: connection, request: number)
        nextCall += 1
        calls[call.id] = call
        return [.start(call)]
    }

    /// The runtime of a call runs.
    mutating func started(_ call: RuntimeCall, runtime: PID) {
        runtimes[runtime] = call.id
    }

    /// What came of a call is known.
    mutating func finished(_ call: RuntimeCall, _ outcome: RuntimeOutcome) -> [TrackerAction] {
        defer {
            calls[call.id] = nil
            if calls.isEmpty { unclaimed.removeAll() }
        }
        switch outcome {
        case .failed(let failure): return failed(call, failure)
        case .produced(let pid, isChild: true): return produced(call, pid, ended: nil)
        case .produced(let pid, isChild: false):
            guard let status = unclaimed.removeValue(forKey: pid) else {
                return failed(call, TrackerFailure(.system, "process \(pid) of the runtime is no child of the tracker"))
            }
            return produced(call, pid, ended: status)
        }
    }

    private mutating func failed(_ call: RuntimeCall, _ failure: TrackerFailure) -> [TrackerAction] {
        let answer = TrackerAction.send(.failed(call.request, failure), to: call.connection)
        guard let name = call.process else { return [answer] }
        processes[name] = nil
        return [.discard(name), answer]
    }

    private mutating func produced(_ call: RuntimeCall, _ pid: PID, ended: ExitStatus?) -> [TrackerAction] {
        let actions: [TrackerAction]
        if let name = call.process {
            processes[name] = .running(pid)
            names[pid] = name
            actions = [.send(.started(call.request, name, pid), to: call.connection)]
        } else {
            initState = .running(pid)
            actions = [.send(.created(call.request, pid), to: call.connection)]
        }
        guard let ended else { return actions }
        return actions + childEnded(pid, ended)
    }

    // MARK: children

    /// The kernel has killed so many processes because memory ran out; nil: nobody can tell. Told before the end of a
    /// child, so that whoever learns of that end can know why.
    mutating func counted(_ memoryKills: UInt64?, at seconds: Int64) -> [TrackerAction] {
        guard kills.count(memoryKills, at: seconds) else { return [] }
        return [.recordMemoryKills(kills.total)] + tellAll(.outOfMemory(kills: kills.total))
    }

    /// A child has ended and was reaped.
    mutating func childEnded(_ pid: PID, _ status: ExitStatus) -> [TrackerAction] {
        if let id = runtimes.removeValue(forKey: pid), let call = calls[id] { return [.examine(call, status)] }
        if let name = names.removeValue(forKey: pid) {
            processes[name] = nil
            let wasCondemned = condemned.remove(name) != nil
            let outOfMemory = !wasCondemned && kills.explain(status)
            return [.recordExit(name, status, outOfMemory: outOfMemory)] + tellAll(.exited(name, status))
        }
        if initState == .running(pid) {
            initState = .exited(status)
            return [.recordInitExit(status, outOfMemory: kills.explain(status))] + tellAll(.initExited(status))
        }
        if !calls.isEmpty { unclaimed[pid] = status }
        return []
    }

    private func tellAll(_ message: TrackerMessage) -> [TrackerAction] {
        greeted.sorted { $0.number < $1.number }.map { .send(message, to: $0) }
    }
}
