/// A client that reads an output stream.
protocol OutputReader: AnyObject, Sendable {
    /// Sends `bytes` to the client; returns once they are on their way for good.
    ///
    /// - Throws: when the client has gone. A part of `bytes` may have reached it.
    func send(_ bytes: [UInt8]) async throws

    /// The client gets nothing more; what is being sent may be cut off. May be repeated.
    func end()
}
