import Glibc
public import Linux
public import SystemPackage

/// What is wrong with a wait, rather than with what was waited for.
public enum AsyncSystemError: Error, Hashable, Sendable {
    /// The descriptor was closed.
    case closed
    /// There can be no more threads.
    case noThread
}

extension AsyncSystemError: CustomStringConvertible {
    /// One lower-case sentence.
    public var description: String {
        switch self {
        case .closed: "the descriptor was closed"
        case .noThread: "no thread can be started"
        }
    }
}

/// The kernel for tasks: what blocks runs on threads of its own, and waiting for descriptors costs no thread.
///
/// One per program; its threads live as long as the program does.
public final class AsyncSystem: Sendable {
    /// Enough for as many operations that wait for a disk or for the kernel at once; they take no processor time.
    private static let blockingThreads = 32

    let reactor: Reactor
    private let blockingWork = OwnedThreads(limit: blockingThreads)
    private let spawner = OwnedThreads(limit: 1)

    private init() throws {
        reactor = try Reactor()
    }

    /// Starts it. From then on writing to a pipe that nobody reads is an error in this program, no longer a signal.
    public static func start() throws -> AsyncSystem {
        signal(SIGPIPE, SIG_IGN)
        return try AsyncSystem()
    }

    /// Runs `work`, which may block, on a thread of its own. Once asked for it is done, even if the task is cancelled.
    public func blocking<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            blockingWork.submit {
                continuation.resume(with: Result(catching: work))
            }
        }
    }

    /// Starts a process, even if the task is cancelled, from the one thread that lives as long as this program; a
    /// parent-death signal therefore comes when this program ends, and not before.
    ///
    /// The caller owns the pidfd and has to see to it that the process is reaped.
    public func spawn(_ request: SpawnRequest) async throws(LinuxError) -> SpawnedProcess {
        let result: Result<SpawnedProcess, LinuxError> = await withCheckedContinuation { continuation in
            spawner.submit {
                continuation.resume(returning: Result { () throws(LinuxError) in try Spawn.start(request) })
            }
        }
        return try result.get()
    }

    /// Waits for the end of a child of this process and reaps it. The pidfd stays the caller's. Only one may wait.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; the child runs on then.
    public func exitStatus(of process: SpawnedProcess) async throws -> ExitStatus {
        while true {
            try await hasEnded(pidfd: process.pidfd)
            if let status = try PIDDescriptor.reap(process.pidfd) { return status }
        }
    }

    /// Waits for the end of a process that need not be a child of this one. The pidfd stays the caller's.
    public func hasEnded(pidfd: FileDescriptor) async throws {
        try await readable(pidfd)
    }

    /// Waits until there is something to read, or the end.
    ///
    /// The descriptor must stay open meanwhile; `AsyncDescriptor` is for those that others may close.
    public func readable(_ descriptor: FileDescriptor) async throws {
        try await ready { id, continuation in
            reactor.wait(id, for: .readable, of: descriptor, continuation)
        }
    }

    /// Waits until there is room to write, or nobody to read. The descriptor must stay open meanwhile.
    public func writable(_ descriptor: FileDescriptor) async throws {
        try await ready { id, continuation in
            reactor.wait(id, for: .writable, of: descriptor, continuation)
        }
    }

    /// Begins a wait by `begin`, and ends it when the task is cancelled.
    func ready(_ begin: @Sendable (Reactor.WaitID, Reactor.Waiter) -> Void) async throws {
        let id = reactor.makeID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                begin(id, continuation)
                // A cancellation that came before the wait began found nothing to end.
                if Task.isCancelled { reactor.cancel(id) }
            }
        } onCancel: {
            reactor.cancel(id)
        }
    }
}
