/// How far a session is: what its client asked for, how it ended, and which output was read to its end.
struct SessionState: Sendable {
    /// How a session ends.
    enum Ending: Sendable, Hashable {
        /// The process ended.
        case exited(status: Int32)
        /// Waiting for the process failed.
        case failed(String)
        /// Client and process part.
        case detached(Reason)
    }

    /// Why client and process part.
    enum Reason: String, Sendable {
        case clientGone = "client gone"
        case unreadableInput = "unreadable input"
        case serverStops = "server stops"
    }

    /// An output of the process.
    enum Output: String, Sendable, CaseIterable {
        case stdout, stderr
    }

    /// What the client asked for.
    var commands: CommandQueue
    private(set) var ending: Ending?
    /// The client knows how it ended; only then do the output connections end.
    private var endingIsTold = false
    private var readOutputs: Set<Output> = []
    /// The server stops: nothing is waited for any more.
    private(set) var isStopping = false

    /// A session that begins; it takes `inputLimit` bytes ahead of the process.
    init(inputLimit: Int) { commands = CommandQueue(limit: inputLimit) }

    /// Whether nothing more of the process's output is to be waited for.
    var outputIsOver: Bool { isStopping || readOutputs.count == Output.allCases.count }

    /// Whether what the client asked for is done, or will not be any more.
    var commandsAreOver: Bool { isStopping || commands.isFinished }

    /// The server stops.
    mutating func stops() { isStopping = true }

    /// It ends. Returns whether that is the first ending, which is the one that counts.
    mutating func end(_ ending: Ending) -> Bool {
        switch ending {
        case .exited, .failed: commands.abandon()
        case .detached: break
        }
        guard self.ending == nil else { return false }
        self.ending = ending
        return true
    }

    /// The client knows how it ended. Returns the outputs that end now.
    mutating func tellsEnding() -> Set<Output> {
        endingIsTold = true
        return readOutputs
    }

    /// An output was read to its end. Returns whether its readers get the end now.
    mutating func reads(_ output: Output) -> Bool {
        readOutputs.insert(output)
        return endingIsTold
    }
}
