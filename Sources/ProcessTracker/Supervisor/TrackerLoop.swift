import Glibc
import Linux
import SystemPackage

/// The tracker's one thread: waits for servers and children, asks the state what follows, and does it.
final class TrackerLoop {
    enum Token {
        static let listener: UInt64 = 1
        static let children: UInt64 = 2
        static let folder: UInt64 = 3
        static let creationError: UInt64 = 4
        static let memory: UInt64 = 5
        static let memoryTimer: UInt64 = 6
        /// Connections and pipes have numbers from here on.
        static let firstConnection: UInt64 = 16
    }

    let folder: ContainerFolder
    let poll: EventPoll
    private let listener: SequencedPacketSocket
    private let childSignals: FileDescriptor
    private(set) var connections: [ConnectionID: TrackerConnection] = [:]
    private var nextConnection = Token.firstConnection
    var state = TrackerState()
    private var runtimes: RuntimeRunner
    var memory: MemoryWatch?
    /// Output that no server can read any more, by its token.
    private var orphans: [UInt64: FileDescriptor] = [:]
    private var hasEnded = false
    var folderWatch = FolderWatching.off

    /// Listens in `folder`; children that end from now on are noticed.
    init(folder: ContainerFolder, environment: [String]) throws(LinuxError) {
        self.folder = folder
        runtimes = RuntimeRunner(folder: folder, environment: environment)
        poll = try EventPoll()
        childSignals = try Children.makeSignalDescriptor()
        listener = try SequencedPacketSocket.listen(TrackerProtocol.socketName, in: folder.path)
        try poll.add(childSignals, .readable, token: Token.children)
        try poll.add(listener.descriptor, .readable, token: Token.listener)
    }

    /// Takes a connection over.
    func add(_ socket: SequencedPacketSocket) {
        let id = ConnectionID(number: nextConnection)
        nextConnection += 1
        do {
            try poll.add(socket.descriptor, .readable, token: id.number)
        } catch {
            complain("cannot watch a connection: \(error)")
            return socket.descriptor.closeIgnoringErrors()
        }
        connections[id] = TrackerConnection(socket)
        send(.hello(version: TrackerProtocol.version), to: id)
    }

    /// Serves until a server says that it is enough, or until nobody can ever reach this tracker again.
    func run() throws(LinuxError) {
        while !hasEnded, !isAbandoned() {
            for event in try poll.wait() where !hasEnded {
                handle(event)
            }
        }
        // The socket first: whoever sees the connection end may rely on it that nothing else is left.
        listener.descriptor.closeIgnoringErrors()
        try Files.remove(folder.path.appending(TrackerProtocol.socketName))
        for connection in connections.values { connection.close() }
    }

    private func handle(_ event: EventPoll.Event) {
        switch event.token {
        case Token.listener: accept()
        case Token.children: reapChildren()
        case Token.folder: folderChanged()
        case Token.creationError:
            if !runtimes.readCreationError() { stopWatchingCreationError() }
        case Token.memory: memoryChanged()
        case Token.memoryTimer: memoryTimePassed()
        case let token where orphans[token] != nil: discardOutput(token)
        default: serve(ConnectionID(number: event.token), event.readiness)
        }
    }

    // MARK: output without a reader

    /// The pipes' other readers went with the last server, so a process would wait for ever once its pipe is full: what it
    /// writes from now on is read and thrown away.
    private func adoptOutput() {
        for pipe in runtimes.outputs where !orphans.values.contains(pipe) {
            orphans[nextConnection] = pipe
            attempt { try poll.add(pipe, .readable, token: nextConnection) }
            nextConnection += 1
        }
    }

    /// Reads once: the next wait says whether there is more, and others have their turn in between.
    private func discardOutput(_ token: UInt64) {
        guard let pipe = orphans[token] else { return }
        do {
            guard try pipe.readNow(upTo: 64 * 1024) == [] else { return }
        } catch {
            complain("\(error)")
        }
        poll.remove(pipe)
        orphans[token] = nil
    }

    private func closeStreams(of name: ProcessName) {
        let closing = runtimes.streams(of: name)
        for (token, pipe) in orphans where closing.contains(pipe) {
            poll.remove(pipe)
            orphans[token] = nil
        }
        runtimes.closeStreams(of: name)
    }

    // MARK: children

    private func reapChildren() {
        Children.drain(childSignals)
        do {
            while let (pid, status) = try Children.reapNext() {
                countMemoryKills()
                perform(state.childEnded(pid, status))
            }
        } catch {
            complain("\(error)")
        }
    }

    private func stopWatchingCreationError() {
        if let pipe = runtimes.creationError?.pipe { poll.remove(pipe) }
    }

    // MARK: connections

    private func accept() {
        do {
            while let socket = try listener.accept() {
                if try socket.peerUser() == geteuid() {
                    add(socket)
                } else {
                    socket.descriptor.closeIgnoringErrors()
                }
            }
        } catch {
            complain("\(error)")
        }
    }

    private func serve(_ id: ConnectionID, _ readiness: EventPoll.Readiness) {
        if readiness.contains(.writable) { flush(id) }
        guard readiness.contains(.readable) else { return }
        while let connection = connections[id], !connection.isClosing, !hasEnded {
            do {
                switch try connection.socket.receive() {
                case .nothing: return
                case .end: return disconnect(id)
                case .packet(let bytes, let descriptors): receive(bytes, descriptors, from: id)
                }
            } catch {
                // A packet that is too long is lost, and the connection goes on.
                guard error.errno == .messageTooLong else { return disconnect(id) }
                perform(state.receivedMalformed(.malformed("a packet that is too long"), number: nil, from: id))
            }
        }
    }

    private func receive(_ bytes: [UInt8], _ descriptors: [FileDescriptor], from id: ConnectionID) {
        let request: TrackerRequest
        do {
            request = try TrackerRequest(bytes, descriptors: descriptors)
        } catch {
            for descriptor in descriptors { descriptor.closeIgnoringErrors() }
            return perform(state.receivedMalformed(error, number: TrackerRequest.number(in: bytes), from: id))
        }
        if case .list = request { countMemoryKills() }
        perform(state.received(request, from: id))
    }

    private func send(_ message: TrackerMessage, to id: ConnectionID) {
        var descriptors: [FileDescriptor] = []
        if case .started(_, let name, _) = message { descriptors = runtimes.streams(of: name) }
        do {
            try connections[id]?.send(message, descriptors: descriptors)
            try updateInterest(id)
        } catch {
            disconnect(id)
        }
    }

    private func flush(_ id: ConnectionID) {
        do {
            try connections[id]?.flush()
            try updateInterest(id)
        } catch {
            disconnect(id)
        }
    }

    private func updateInterest(_ id: ConnectionID) throws(LinuxError) {
        guard let connection = connections[id] else { return }
        if connection.isClosing, !connection.hasWaiting { return disconnect(id) }
        let interest: EventPoll.Readiness = connection.isClosing ? [] : .readable
        let waiting: EventPoll.Readiness = connection.hasWaiting ? .writable : []
        try poll.change(connection.socket.descriptor, interest.union(waiting), token: id.number)
    }

    private func disconnect(_ id: ConnectionID) {
        guard let connection = connections.removeValue(forKey: id) else { return }
        poll.remove(connection.socket.descriptor)
        connection.close()
        state.disconnected(id)
        if connections.isEmpty { adoptOutput() }
    }

    // MARK: actions

    func perform(_ actions: [TrackerAction]) {
        for action in actions { perform(action) }
    }

    private func perform(_ action: TrackerAction) {
        switch action {
        case .send(let message, let id): send(message, to: id)
        case .disconnect(let id): closeWhenSent(id)
        case .close(let descriptor): descriptor.closeIgnoringErrors()
        case .start(let call): start(call)
        case .examine(let call, let status):
            stopWatchingCreationError(of: call)
            let outcome = runtimes.examine(call, status)
            if case .produced = outcome { watchMemory(of: call) }
            perform(state.finished(call, outcome))
        case .discard(let name):
            closeStreams(of: name)
            attempt { try Files.removeTree(folder.process(name).path) }
        case .recordExit(let name, let status, let outOfMemory):
            attempt { try folder.recordExit(name, status, outOfMemory: outOfMemory) }
            closeStreams(of: name)
        case .recordInitExit(let status, let outOfMemory):
            attempt { try folder.recordInitExit(status, outOfMemory: outOfMemory) }
        case .recordMemoryKills(let kills): attempt { try folder.recordMemoryKills(kills) }
        case .forget(let name, let pid): attempt { try folder.forget(name, pid) }
        case .signal(let pid, let signal): send(signal, to: pid)
        case .closeStandardInput(let name): runtimes.closeInput(of: name)
        case .end: hasEnded = true
        }
    }

    private func start(_ call: RuntimeCall) {
        do {
            state.started(call, runtime: try runtimes.start(call))
        } catch {
            return perform(state.finished(call, .failed(error)))
        }
        guard call.process == nil, let pipe = runtimes.creationError?.pipe else { return }
        attempt { try poll.add(pipe, .readable, token: Token.creationError) }
    }

    private func stopWatchingCreationError(of call: RuntimeCall) {
        if call.process == nil { stopWatchingCreationError() }
    }

    private func closeWhenSent(_ id: ConnectionID) {
        connections[id]?.isClosing = true
        flush(id)
    }

    /// The child was not reaped, so the number is still its own.
    private func send(_ signal: Signal, to pid: PID) {
        attempt { () throws(LinuxError) in
            let pidfd = try PIDDescriptor.open(pid)
            defer { pidfd.closeIgnoringErrors() }
            try PIDDescriptor.send(signal, to: pidfd)
        }
    }

    /// Does what the tracker can live without; a failure goes to its log.
    func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            complain("\(error)")
        }
    }

    func complain(_ text: String) {
        TrackerProgram.complain(text)
    }
}
