/// A process in a container, as one client that ran it or attached to it sees it.
public protocol Process: Sendable {
    /// Its name inside the container.
    var id: ProcessID { get }

    /// What it writes to standard output. With a terminal everything comes here.
    var standardOutput: any ProcessOutput { get }

    /// What it writes to standard error.
    var standardError: any ProcessOutput { get }

    /// Hands `bytes` to its standard input; waits while it does not read.
    ///
    /// Calls must not overlap. Bytes for a process that closed its standard input, or is gone, are dropped.
    func writeStandardInput(_ bytes: [UInt8]) async throws

    /// Ends its standard input, for all clients: it reads what was written so far, then the end. A terminal has no end
    /// of input, and goes on. May be repeated.
    func closeStandardInput() async

    /// Waits for its end. Any number of callers get the same answer.
    ///
    /// - Returns: the exit status, or 128 plus the signal's number.
    func wait() async throws -> Int32

    /// Sends a signal to it; one that has ended is no error.
    func signal(_ signal: ProcessSignal) async throws

    /// Changes its terminal's size; without a terminal nothing happens.
    func resize(to size: WindowSize) async throws

    /// Gives up the streams, because this client will not read or write them any more. The process and its other clients
    /// go on; what nobody has got is there for the next one.
    func detach() async
}

/// One output stream of a process, for one client of several that may read it.
///
/// The process waits while all clients that read are behind. A client that is far behind the others loses the oldest of
/// what it has not read. While nobody reads, the process is not held up: the newest bytes are kept, so many as a backend
/// promises, for the next who reads.
public protocol ProcessOutput: Sendable {
    /// The next bytes, as they come; an empty array at the end.
    ///
    /// The first that reads begins with what no client has got. The end comes once the process has ended and all that
    /// it wrote was read, even if a child of it still holds the stream. Calls must not overlap.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; nothing is lost by that.
    func read() async throws -> [UInt8]

    /// So many of the bytes that `read` gave, in their order, have reached the client: they are read, and no other client
    /// that comes later gets them. Until then a crash loses none of them. More is asked for from the process only when
    /// all were delivered.
    func delivered(_ count: Int)

    /// This client does not read for now. What was read and not delivered comes again, to whoever reads next.
    ///
    /// No `read` may be waiting. May be repeated; `read` ends it.
    func pause() async
}

extension ProcessOutput {
    /// For streams that are one client's alone: nothing follows.
    public func delivered(_ count: Int) {}

    /// For streams that are one client's alone: nothing follows.
    public func pause() async {}
}

/// The signals the API knows.
public enum ProcessSignal: Int, Sendable, Hashable {
    /// SIGTERM.
    case terminate = 0
    /// SIGKILL.
    case kill = 1
}
