/// How far a connection is with its requests, which it answers one after the other.
struct ConnectionPhase: Sendable {
    /// Where it is.
    enum Stage: Sendable, Hashable {
        /// Between two requests.
        case idle
        /// A request's head has begun.
        case head
        /// A request's body is missing.
        case body
        /// The answer is being made while the body still arrives.
        case streaming
        /// The answer is being made or written.
        case answering
        /// HTTP is over, and bytes flow both ways.
        case hijacked
        /// The last answer is out; the client may still be sending.
        case lingering
        /// Over.
        case closed
    }

    /// What is to be done now.
    enum Step: Sendable, Hashable {
        /// Nothing.
        case wait
        /// Look whether there is another request.
        case next
        /// The rest of the body will never come.
        case breakBody
        /// Close when the client has stopped sending, so that it gets to read the answer.
        case linger
        /// Close.
        case close
    }

    private(set) var stage = Stage.idle
    /// Whether the client has ended its side.
    private(set) var inputHasEnded = false
    /// Whether the server stops.
    private(set) var isStopping = false

    /// Whether received bytes belong to a request that is being read.
    var readsRequest: Bool { stage == .idle || stage == .head || hasBodyAhead }

    /// Whether the request's body has not ended yet.
    var hasBodyAhead: Bool { stage == .body || stage == .streaming }

    /// A request's first bytes came. Returns whether they are the first.
    mutating func headBegins() -> Bool {
        guard stage == .idle else { return false }
        stage = .head
        return true
    }

    /// `handsOnBody`: the answer is made while the body arrives.
    mutating func headEnds(handsOnBody: Bool = false) { stage = handsOnBody ? .streaming : .body }

    mutating func requestEnds() { stage = .answering }

    /// A request was refused before it was complete.
    mutating func refuses() { stage = .answering }

    mutating func hijacks() { stage = .hijacked }

    /// The stream of bytes is over.
    mutating func streamEnds(leavesInput: Bool) -> Step {
        stage = .lingering
        return leavesInput && !inputHasEnded ? .linger : .close
    }

    /// The answer is written. `leavesInput`: not all that the client sends was read.
    mutating func answered(keepsAlive: Bool, leavesInput: Bool) -> Step {
        guard keepsAlive, !isStopping else {
            stage = .lingering
            return leavesInput && !inputHasEnded ? .linger : .close
        }
        stage = .idle
        return .next
    }

    /// All that was received has been looked at.
    func exhausted() -> Step {
        guard inputHasEnded, readsRequest else { return .wait }
        return stage == .streaming ? .breakBody : .close
    }

    /// The client has ended its side.
    mutating func inputEnds() -> Step {
        inputHasEnded = true
        return stage == .lingering ? .close : exhausted()
    }

    /// The server stops: whoever has sent a whole head gets an answer.
    mutating func serverStops() -> Step {
        isStopping = true
        return stage == .idle || stage == .head || stage == .lingering ? .close : .wait
    }

    mutating func closes() { stage = .closed }
}
