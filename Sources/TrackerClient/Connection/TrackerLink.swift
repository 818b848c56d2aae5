import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import Synchronization
import SystemPackage

/// One connection to a tracker: requests out, answers matched by their numbers, and what happens unasked.
final class TrackerLink: Sendable {
    /// The answer to a request, if it was done.
    enum Answer: Sendable {
        case done
        case created(PID)
        case started(TrackedProcess)
        case listed([TrackerMessage])
    }

    private struct State {
        var nextNumber: TrackerRequest.Number = 1
        var pending: [TrackerRequest.Number: Latch<Answer>] = [:]
        var lists: [TrackerRequest.Number: [TrackerMessage]] = [:]
        var processes: [ProcessName: TrackedProcess] = [:]
        /// Also those that another server started.
        var living: Set<ProcessName> = []
        var memoryKills: UInt64 = 0
        var isGreeted = false
        var gone: TrackerError?
    }

    private let socket: AsyncDescriptor
    private let system: AsyncSystem
    private let patience: Duration
    private let state = Mutex(State())
    private let greeting = Latch<Void>()
    private let end = Latch<Void>()
    private let events: AsyncStream<TrackerEvent>.Continuation

    /// Takes the socket over; `serve` has to be called.
    ///
    /// - Parameter patience: for how long `promptly` waits.
    init(
        _ socket: SequencedPacketSocket, system: AsyncSystem, patience: Duration,
        events: AsyncStream<TrackerEvent>.Continuation
    ) {
        self.socket = AsyncDescriptor(owning: socket.descriptor, system: system)
        (self.system, self.patience, self.events) = (system, patience, events)
    }

    /// What the tracker has told.
    var memoryKills: UInt64 { state.withLock { $0.memoryKills } }

    /// Those that the tracker told of, and of no end.
    var living: Set<ProcessName> { state.withLock { $0.living } }

    // MARK: asking

    /// Exchanges the versions.
    func greet() async throws {
        try await send(.hello(version: TrackerProtocol.version))
        try await greeting.value()
    }

    /// Sends the request that `make` makes and waits for its answer, which comes even if the task is cancelled.
    /// `container` and `id` are what it is about.
    func ask(
        container: ContainerID? = nil, id: String? = nil, _ make: (TrackerRequest.Number) -> TrackerRequest
    ) async throws -> Answer {
        do {
            return try await answer(to: make)
        } catch let failure as TrackerFailure {
            throw TrackerError(failure, container: container, id: id)
        }
    }

    private func answer(to make: (TrackerRequest.Number) -> TrackerRequest) async throws -> Answer {
        let answer = Latch<Answer>()
        let number = try state.withLock { state in
            if let gone = state.gone { throw gone }
            defer { state.nextNumber += 1 }
            state.pending[state.nextNumber] = answer
            return state.nextNumber
        }
        do {
            try await send(make(number))
        } catch {
            state.withLock { $0.pending[number] = nil }
            throw error
        }
        return try await answer.value()
    }

    private func send(_ request: TrackerRequest) async throws {
        let (bytes, descriptors) = (request.encoded, request.descriptors)
        do {
            while try !socket.withDescriptor({ try SequencedPacketSocket($0).send(bytes, descriptors: descriptors) }) {
                try await socket.writable()
            }
        } catch AsyncSystemError.closed {
            throw TrackerError.trackerGone
        } catch let error as LinuxError where [.brokenPipe, .connectionReset].contains(error.errno) {
            throw TrackerError.trackerGone
        }
    }

    /// Ends the connection; the tracker lives on.
    func disconnect() { finish(.trackerGone) }

    /// Does `work`, which the tracker alone has to answer. One that does not in time, because it is stopped or hangs, is as
    /// good as gone: whoever waits for it gets `TrackerError.silent`, so that it can hold up nobody.
    func promptly<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        let patience = patience
        return try await perform(within: { try await Task.sleep(for: patience) }, work)
    }

    /// Does `work`, unless the time is over before: either the connection goes on, or it ends and the error is
    /// `TrackerError.silent`.
    ///
    /// - Parameter time: returns when the time is over; an error means that it never is.
    func perform<Result: Sendable>(
        within time: @escaping @Sendable () async throws -> Void, _ work: () async throws -> Result
    ) async throws -> Result {
        let decision = Decision()
        let timer = Task { [weak self] in
            try await time()
            if decision.make() { self?.finish(.silent) }
        }
        defer {
            decision.make()
            timer.cancel()
        }
        let result = try await work()
        // The time was over first, and the connection has ended or is about to.
        guard decision.make() else { throw TrackerError.silent }
        return result
    }

    /// Waits until the connection has ended.
    func ended() async throws { try await end.value() }

    // MARK: listening

    /// Receives until the connection ends.
    func serve() async {
        do {
            while true {
                switch try socket.withDescriptor({ try SequencedPacketSocket($0).receive() }) {
                case .packet(let bytes, let descriptors): try receive(bytes, descriptors)
                case .nothing: try await socket.readable()
                case .end: return finish(.trackerGone)
                }
            }
        } catch let error as TrackerError {
            finish(error)
        } catch let error as WireError {
            finish(.incompatible("\(error)"))
        } catch {
            finish(.trackerGone)
        }
    }

    private func receive(_ bytes: [UInt8], _ descriptors: [FileDescriptor]) throws {
        var unused = descriptors
        defer { for descriptor in unused { descriptor.closeIgnoringErrors() } }
        let message = try TrackerMessage(bytes)
        try checkGreeting(message)
        switch message {
        case .hello: greeting.resolve(.success(()))
        case .created(let number, let pid): answer(number, .success(.created(pid)))
        case .done(let number):
            let list = state.withLock { $0.lists.removeValue(forKey: number) }
            answer(number, .success(list.map(Answer.listed) ?? .done))
        case .started(let number, let name, let pid):
            state.withLock { _ = $0.living.insert(name) }
            guard let process = makeProcess(name, pid, descriptors) else { return refuse(name, number) }
            unused = []
            answer(number, .success(.started(process)))
        case .failed(0, let failure): throw TrackerError.incompatible(failure.message)
        case .failed(let number, let failure): answer(number, .failure(failure))
        case .process(let number, let name, _):
            state.withLock { _ = $0.living.insert(name) }
            list(message, number)
        case .container(let number, _, let kills):
            count(kills)
            list(message, number)
        case .outOfMemory(let kills):
            count(kills)
            events.yield(.outOfMemory(kills: kills))
        case .exited(let name, let status): exited(name, status)
        case .initExited(let status): events.yield(.initExited(status))
        // A later tracker tells more than this server knows.
        case .unknown: break
        }
    }

    /// Whoever does not say first what version it speaks is no tracker.
    private func checkGreeting(_ message: TrackerMessage) throws(WireError) {
        let isFirst = state.withLock { state in
            defer { state.isGreeted = true }
            return !state.isGreeted
        }
        guard isFirst else { return }
        guard case .hello(let version) = message else { throw .malformed("no hello") }
        guard version == TrackerProtocol.version else { throw .incompatible(version: version) }
    }

    private func list(_ message: TrackerMessage, _ number: TrackerRequest.Number) {
        state.withLock { $0.lists[number, default: []].append(message) }
    }

    /// At once, and not by way of the events: the next message may be the end that this explains.
    private func count(_ kills: UInt64) {
        state.withLock { $0.memoryKills = max($0.memoryKills, kills) }
    }

    private func makeProcess(_ name: ProcessName, _ pid: PID, _ descriptors: [FileDescriptor]) -> TrackedProcess? {
        guard descriptors.count == 3 else { return nil }
        let streams = descriptors.map { AsyncDescriptor(owning: $0, system: system) }
        let process = TrackedProcess(name: name, pid: pid, streams: streams, link: self)
        // Before anybody hears of it: its end may be the next message.
        state.withLock { $0.processes[name] = process }
        return process
    }

    /// This program had no room for the streams of a process that runs. Without them it is of no use to whoever asked.
    private func refuse(_ name: ProcessName, _ number: TrackerRequest.Number) {
        answer(number, .failure(TrackerError.refused("no descriptors are left for the streams of '\(name.value)'")))
        // Nobody waits for this; should it fail, the tracker is gone.
        Task { try await ask { .signal($0, name, .kill) } }
    }

    private func exited(_ name: ProcessName, _ status: ExitStatus) {
        let process = state.withLock { state in
            state.living.remove(name)
            return state.processes.removeValue(forKey: name)
        }
        process?.ended(.success(status))
        events.yield(.processExited(id: name.value, status))
    }

    private func answer(_ number: TrackerRequest.Number, _ result: Result<Answer, any Error>) {
        state.withLock { $0.pending.removeValue(forKey: number) }?.resolve(result)
    }

    /// Ends everything that waits, with `error`.
    private func finish(_ error: TrackerError) {
        let left = state.withLock { state -> (pending: [Latch<Answer>], processes: [TrackedProcess])? in
            guard state.gone == nil else { return nil }
            state.gone = error
            defer { (state.pending, state.processes) = ([:], [:]) }
            return (Array(state.pending.values), Array(state.processes.values))
        }
        guard let left else { return }
        socket.close()
        for latch in left.pending { latch.resolve(.failure(error)) }
        for process in left.processes { process.ended(.failure(error)) }
        greeting.resolve(.failure(error))
        end.resolve(.success(()))
        events.yield(.trackerGone)
        events.finish()
    }
}
