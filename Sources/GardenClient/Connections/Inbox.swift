import Synchronization

/// Takes a connection's bytes as they come, instead of waiting for someone to ask.
protocol ByteSink: Sendable {
    /// The next bytes.
    func receive(_ bytes: [UInt8])
    /// Nothing more comes; `error` says why if that is not the regular end.
    func end(_ error: (any Error)?)
}

/// What has arrived on a connection and was not asked for yet, or the one who waits for it.
final class Inbox: Sendable {
    private struct State {
        var chunks: [[UInt8]] = []
        /// How many bytes are in `chunks`.
        var unread = 0
        var end: Result<[UInt8], any Error>?
        var reader: CheckedContinuation<[UInt8], any Error>?
        var sink: (any ByteSink)?

        /// Small pieces are put together, so that what is kept for each does not outweigh them.
        mutating func append(_ bytes: [UInt8]) {
            unread += bytes.count
            if let last = chunks.last, last.count + bytes.count <= Inbox.chunkSize {
                chunks[chunks.count - 1] += bytes
            } else {
                chunks.append(bytes)
            }
        }

        mutating func takeFirst() -> [UInt8] {
            let first = chunks.removeFirst()
            unread -= first.count
            return first
        }
    }

    private static let chunkSize = 64 << 10

    private let state = Mutex(State())

    /// How many bytes wait to be asked for.
    var unread: Int { state.withLock { $0.unread } }

    // MARK: the connection's side, on its event loop

    func receive(_ bytes: [UInt8]) {
        let (reader, sink) = state.withLock { state in
            if state.reader == nil, state.sink == nil { state.append(bytes) }
            defer { state.reader = nil }
            return (state.reader, state.sink)
        }
        reader?.resume(returning: bytes)
        sink?.receive(bytes)
    }

    func end(_ error: (any Error)?) {
        let result: Result<[UInt8], any Error> = error.map { .failure($0) } ?? .success([])
        let (reader, sink) = state.withLock { state in
            guard state.end == nil else { return (state.reader, state.sink) }
            state.end = result
            defer { (state.reader, state.sink) = (nil, nil) }
            return (state.reader, state.sink)
        }
        reader?.resume(with: result)
        sink?.end(error)
    }

    /// Hands what is here and what comes to `sink`; on the connection's event loop, so that the order is kept.
    func forward(to sink: any ByteSink) {
        let (chunks, end) = state.withLock { state in
            if state.end == nil { state.sink = sink }
            defer { (state.chunks, state.unread) = ([], 0) }
            return (state.chunks, state.end)
        }
        for chunk in chunks { sink.receive(chunk) }
        switch end {
        case .success: sink.end(nil)
        case .failure(let error): sink.end(error)
        case nil: break
        }
    }

    // MARK: the reader's side

    /// Puts bytes back that were read but not used.
    func putBack(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        state.withLock { state in
            state.chunks.insert(bytes, at: 0)
            state.unread += bytes.count
        }
    }

    /// The next bytes; an empty array at the end.
    ///
    /// When nothing is here it calls `askForMore` and waits. Cancelling the waiting task loses no bytes.
    func next(askForMore: () -> Void) async throws -> [UInt8] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if let ready = takeOrWait(continuation) { continuation.resume(with: ready) } else { askForMore() }
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(throwing: CancellationError())
        }
    }

    private func takeOrWait(_ continuation: CheckedContinuation<[UInt8], any Error>) -> Result<[UInt8], any Error>? {
        state.withLock { state in
            if state.reader != nil { return .failure(RemoteError.overlappingReads) }
            if !state.chunks.isEmpty { return .success(state.takeFirst()) }
            if let end = state.end { return end }
            // Under the lock, so that a cancellation is seen either here or by its handler.
            if Task.isCancelled { return .failure(CancellationError()) }
            state.reader = continuation
            return nil
        }
    }
}
