public import Garden
public import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Serves the Garden API over HTTP for a backend. A server is used once: listen, serve, stop.
public final class GardenServer: Sendable {
    private enum State: Sendable {
        case new
        /// Between two states.
        case busy
        case listening(Listener)
        case stopped
    }

    private let configuration: ServerConfiguration
    private let backend: any ServableBackend
    private let log: Logger
    private let state = Mutex(State.new)

    /// A server that does nothing yet.
    public init(configuration: ServerConfiguration, backend: any ServableBackend, logger: Logger) {
        self.configuration = configuration
        self.backend = backend
        log = logger
    }

    /// Where it can be reached, with the port that the kernel chose; nil unless it listens.
    public var address: ServerAddress? {
        state.withLock { state in
            if case .listening(let listener) = state { listener.address } else { nil }
        }
    }

    /// Listens: from now on clients can connect, and wait until it serves.
    ///
    /// - Throws: `ServerError`, and what the network library throws for TCP addresses.
    public func listen() async throws {
        let isNew = state.withLock { state in
            guard case .new = state else { return false }
            state = .busy
            return true
        }
        guard isNew else { throw ServerError.alreadyUsed }
        do {
            let listener = try await Listener.open(configuration, backend, log)
            log.info("server.listening", metadata: ["address": "\(listener.address)"])
            state.withLock { $0 = .listening(listener) }
        } catch {
            state.withLock { $0 = .new }
            throw error
        }
    }

    /// Serves the clients that have connected and those that will. The grace time of every container that the backend
    /// has begins anew.
    ///
    /// - Throws: `ServerError.notListening`, and what the backend throws when it cannot list its containers.
    public func serve() async throws {
        let listener: Listener? = state.withLock { state in
            if case .listening(let listener) = state { listener } else { nil }
        }
        guard let listener else { throw ServerError.notListening }
        try await listener.serve()
        log.info("server.serving", metadata: ["address": "\(listener.address)"])
    }

    /// Listens and serves.
    public func start() async throws {
        try await listen()
        try await serve()
    }

    /// Stops: nobody can connect any more, process connections are closed without a word so that their clients come
    /// back later, and requests that have been received are answered. What is not over after `limit` is cut off.
    ///
    /// Containers and processes are left alone. Does nothing unless the server listens.
    public func stop(within limit: Duration) async {
        let listener: Listener? = state.withLock { state in
            guard case .listening(let listener) = state else { return nil }
            state = .stopped
            return listener
        }
        guard let listener else { return }
        let isDone = await listener.stop(within: limit)
        log.info("server.stopped", metadata: ["complete": "\(isDone)"])
    }
}
