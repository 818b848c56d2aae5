/// A process in a container, with its streams.
public protocol Process: Sendable {
    /// Its name inside the container.
    var id: ProcessID { get }

    /// What it writes to standard output, from the moment it was started. With a terminal everything comes here.
    var standardOutput: any ProcessOutput { get }

    /// What it writes to standard error.
    var standardError: any ProcessOutput { get }

    /// Hands `bytes` to its standard input; waits while it does not read.
    ///
    /// Calls must not overlap. Bytes for a process that closed its standard input, or is gone, are dropped.
    func writeStandardInput(_ bytes: [UInt8]) async throws

    /// Ends its standard input: it reads what was written so far, then the end. May be repeated.
    func closeStandardInput() async

    /// Waits for its end. Any number of callers get the same answer.
    ///
    /// - Returns: the exit status, or 128 plus the signal's number.
    func wait() async throws -> Int32

    /// Sends a signal to it; one that has ended is no error.
    func signal(_ signal: ProcessSignal) async throws

    /// Changes its terminal's size; without a terminal nothing happens.
    func resize(to size: WindowSize) async throws

    /// Gives up the streams, because nobody will read or write them any more. The process goes on.
    func detach() async
}

/// One output stream of a process.
public protocol ProcessOutput: Sendable {
    /// The next bytes, as they come; an empty array at the end.
    ///
    /// Bytes nobody asks for stay where they are, and the process waits when there is no more room for them. The end
    /// comes once the process has ended and all that it wrote was read, even if a child of it still holds the stream.
    /// Calls must not overlap.
    func read() async throws -> [UInt8]
}

/// The signals the API knows.
public enum ProcessSignal: Int, Sendable, Hashable {
    /// SIGTERM.
    case terminate = 0
    /// SIGKILL.
    case kill = 1
}
