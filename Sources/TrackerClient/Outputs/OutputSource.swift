import LinuxAsync

/// What one output stream is read from while it is ours: first what was kept of it, then the pipe of the process.
struct OutputSource: Sendable {
    /// What a look at it has shown.
    enum Look: Hashable, Sendable {
        case bytes([UInt8])
        /// Nothing now.
        case nothing
        /// The end; for good when nobody can write any more.
        case end(forGood: Bool)
    }

    /// The kept bytes. Nobody writes to it.
    var tail: AsyncDescriptor?
    /// The pipe that the process writes to; nil: nobody can write any more.
    var live: AsyncDescriptor?

    /// Looks at what there is, and leaves it there.
    ///
    /// - Parameter hasEnded: whether the process has, so that nothing is the end. It is asked for first: what the process
    ///   wrote until then must not be missed.
    mutating func look(hasEnded: Bool, upTo limit: Int) throws -> Look {
        if let tail {
            if let bytes = try tail.peekAvailable(upTo: limit), !bytes.isEmpty { return .bytes(bytes) }
            tail.close()
            self.tail = nil
        }
        guard let live else { return .end(forGood: true) }
        guard let bytes = try live.peekAvailable(upTo: limit) else {
            return hasEnded ? .end(forGood: false) : .nothing
        }
        return bytes.isEmpty ? .end(forGood: true) : .bytes(bytes)
    }

    /// Takes out so many of the bytes that the last look has shown.
    func consume(_ count: Int) throws { try (tail ?? live)?.consume(count) }

    /// Whether the process may be waiting: there is more than the `count` bytes that the last look has shown, or the pipe may
    /// be full with them. Each write may have left almost half of a page unused (pipe(7)).
    func mayHoldUp(_ count: Int) throws -> Bool {
        if tail != nil { return true }
        let unread = try live?.unreadByteCount() ?? 0
        return unread > count || unread >= OutputHubState.windowSize / 2
    }

    /// Closes what it has. May be repeated.
    func close() {
        tail?.close()
        live?.close()
    }
}
