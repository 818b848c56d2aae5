import NIOCore

/// What a server has to do at the moment, so that it can stop when there is nothing left.
final class ServerLoad: Sendable {
    private struct Member: Sendable {
        let loop: any EventLoop
        let connection: NIOLoopBound<Connection>

        func tell(_ work: @escaping @Sendable (Connection) -> Void) {
            loop.execute { work(connection.value) }
        }
    }

    private struct State {
        var connections: [ObjectIdentifier: Member] = [:]
        /// Work that goes on without its connection.
        var works = 0
        /// The same, of those that can be told to come to an end.
        var sessions: [ObjectIdentifier: ProcessSession] = [:]
        var isStopping = false
        var isOverdue = false
        var isAborted = false
        var peak = LoadPeak()
    }

    /// How long after a connection's end its memory is surely free.
    private static let freeingTime = Duration.seconds(1)

    private let state = Monitor(State())
    private let scheduler: any Scheduling
    private let giveMemoryBack: @Sendable () -> Void

    init(scheduler: any Scheduling, giveMemoryBack: @escaping @Sendable () -> Void) {
        (self.scheduler, self.giveMemoryBack) = (scheduler, giveMemoryBack)
    }

    // MARK: what there is to do

    /// A connection is there.
    func opened(_ connection: Connection, _ context: ChannelHandlerContext) {
        let member = Member(
            loop: context.eventLoop, connection: NIOLoopBound(connection, eventLoop: context.eventLoop))
        let key = ObjectIdentifier(connection)
        let isStopping = state.change { state in
            state.connections[key] = member
            state.peak.rises(to: state.connections.count)
            return state.isStopping
        }
        if isStopping { connection.serverStops() }
    }

    /// A connection is closed.
    func closed(_ connection: Connection) {
        let key = ObjectIdentifier(connection)
        let peakIsOver = state.change { state in
            state.connections.removeValue(forKey: key)
            return state.peak.falls(to: state.connections.count)
        }
        if peakIsOver { scheduler.schedule(after: Self.freeingTime, giveMemoryBack) }
    }

    /// Something began that must not be interrupted.
    func begins() { state.change { $0.works += 1 } }

    /// It ended.
    func ends() { state.change { $0.works -= 1 } }

    /// A session is about to begin. It counts until it says that nothing depends on the server any more.
    func begins(_ session: ProcessSession) {
        let isStopping = state.change { state in
            state.sessions[ObjectIdentifier(session)] = session
            return state.isStopping
        }
        if isStopping { session.serverStops() }
    }

    /// It ended.
    func ends(_ session: ProcessSession) {
        state.change { _ = $0.sessions.removeValue(forKey: ObjectIdentifier(session)) }
    }

    // MARK: stopping

    /// Tells every connection and every session that the server stops.
    func stop() {
        let (members, sessions) = state.change { state in
            state.isStopping = true
            return (Array(state.connections.values), Array(state.sessions.values))
        }
        for session in sessions { session.serverStops() }
        for member in members { member.tell { $0.serverStops() } }
    }

    /// Waits until nothing is left to do, or for `limit`.
    ///
    /// - Returns: whether nothing is left.
    func finish(within limit: Duration) async -> Bool {
        let alarm = scheduler.schedule(after: limit) { [state] in state.change { $0.isOverdue = true } }
        defer { alarm.cancel() }
        let isDone: Bool? = await state.wait { state in
            if state.connections.isEmpty, state.works == 0, state.sessions.isEmpty { return true }
            return state.isOverdue ? false : nil
        }
        return isDone ?? false
    }

    /// Closes what is still open.
    func abort() {
        let members = state.change { state in
            state.isAborted = true
            return Array(state.connections.values)
        }
        for member in members { member.tell { $0.abort() } }
    }

    /// Whether the event loops are going away, or have gone.
    var isAborted: Bool { state.read(\.isAborted) }
}
