import Linux
import Synchronization
public import SystemPackage

/// A descriptor that tasks read and write, and that may be closed at any time.
///
/// One task may read while another writes; several readers or several writers would mix up their bytes.
public final class AsyncDescriptor: Sendable {
    private struct State {
        /// Nil once closed.
        var descriptor: FileDescriptor?
        var endsWhenEmpty = false
    }

    private let system: AsyncSystem
    /// Locked during each system call, so that a number cannot be closed, and given to another file, between looking
    /// at it and using it.
    private let state: Mutex<State>

    /// Takes `descriptor` over, makes it non-blocking (for every duplicate as well), and closes it when this is closed
    /// or no longer used.
    public init(owning descriptor: FileDescriptor, system: AsyncSystem) {
        descriptor.setNonBlockingIfOpen()
        self.system = system
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { state.withLock { $0.descriptor?.closeIgnoringErrors() } }

    /// The next bytes, as soon as there are any.
    ///
    /// - Returns: at most `limit` bytes; empty at the end.
    /// - Throws: `AsyncSystemError.closed` when this is closed, also while it waits; `CancellationError`; `LinuxError`.
    public func read(upTo limit: Int) async throws -> [UInt8] {
        while true {
            // Asked before reading: what the writer wrote until it ended must not be missed.
            let endsWhenEmpty = state.withLock { $0.endsWhenEmpty }
            if let bytes = try readAvailable(upTo: limit) { return bytes }
            if endsWhenEmpty { return [] }
            try await wait(for: .readable)
        }
    }

    /// From now on `read` takes it for the end when there is nothing more, as after the end of the one writer that
    /// matters: others may hold the pipe for ever.
    public func endWhenEmpty() {
        state.withLock { state in
            state.endsWhenEmpty = true
            if let descriptor = state.descriptor { system.reactor.wake(descriptor) }
        }
    }

    /// Undoes `endWhenEmpty`, for what others who hold the pipe still write. Nobody may be reading.
    public func waitAgainWhenEmpty() {
        state.withLock { $0.endsWhenEmpty = false }
    }

    /// What there is to read now.
    ///
    /// - Returns: at most `limit` bytes; empty at the end; nil when there is nothing now.
    public func readAvailable(upTo limit: Int) throws -> [UInt8]? {
        try withDescriptor { try $0.readNow(upTo: limit) }
    }

    /// Writes all of `bytes`; waits while there is no room.
    ///
    /// - Throws: as `read`; a part may have been written. `LinuxError` with errno `.brokenPipe` when nobody reads.
    public func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            if let written = try withDescriptor({ try $0.writeNow(rest) }) {
                rest = rest.dropFirst(written)
            } else {
                try await wait(for: .writable)
            }
        }
    }

    /// Waits until there is something to read, or the end; for those who read by `withDescriptor`.
    public func readable() async throws { try await wait(for: .readable) }

    /// Waits until there is room to write, or nobody to read; for those who write by `withDescriptor`.
    public func writable() async throws { try await wait(for: .writable) }

    /// Closes it; who waits for it gets `AsyncSystemError.closed`. May be repeated.
    public func close() {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return }
            system.reactor.forget(descriptor)
            descriptor.closeIgnoringErrors()
            state.descriptor = nil
        }
    }

    /// Gives the descriptor to a new owner, for whom `endWhenEmpty` holds as for this one. This is closed then, and who
    /// waits for it gets `AsyncSystemError.closed`.
    ///
    /// - Returns: nil when it was closed already.
    public func handOver() -> AsyncDescriptor? {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return nil }
            system.reactor.forget(descriptor)
            state.descriptor = nil
            let heir = AsyncDescriptor(owning: descriptor, system: system)
            if state.endsWhenEmpty { heir.endWhenEmpty() }
            return heir
        }
    }

    /// Calls `body` with the descriptor, which cannot be closed meanwhile. `body` must not block.
    public func withDescriptor<Answer>(_ body: (FileDescriptor) throws -> Answer) throws -> Answer {
        try state.withLock { state in
            guard let descriptor = state.descriptor else { throw AsyncSystemError.closed }
            return try body(descriptor)
        }
    }

    private func wait(for interest: EventPoll.Readiness) async throws {
        try await system.ready { id, waiter in
            // Under the lock, so that the wait is known to the reactor before `close` makes it forget the number.
            state.withLock { state in
                guard let descriptor = state.descriptor else {
                    return waiter.resume(throwing: AsyncSystemError.closed)
                }
                if state.endsWhenEmpty, interest == .readable { return waiter.resume() }
                system.reactor.wait(id, for: interest, of: descriptor, waiter)
            }
        }
    }
}
