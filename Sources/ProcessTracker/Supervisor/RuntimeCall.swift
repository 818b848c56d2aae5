import Linux

/// A connection, by a number that is never used twice.
struct ConnectionID: Hashable, Sendable {
    let number: UInt64
}

/// One call of the runtime that a server asked for.
struct RuntimeCall: Hashable, Sendable {
    /// What is to be made.
    enum Purpose: Hashable, Sendable {
        case container(CreateRequest)
        case process(RunRequest)
    }

    /// Tells it from all others.
    let id: UInt64
    let purpose: Purpose
    /// Who waits for the answer, under which number.
    let connection: ConnectionID
    let request: TrackerRequest.Number

    /// The process's name, if that is what is made.
    var process: ProcessName? {
        if case .process(let request) = purpose { request.name } else { nil }
    }
}

/// What came of a call.
enum RuntimeOutcome: Hashable, Sendable {
    /// A process with this number. Not a child, and not about to become one: its end was seen before its number was
    /// known, or it is nobody we know. (A runtime's own helper, its parent, may end after the runtime: crun's does.)
    case produced(PID, isChild: Bool)
    case failed(TrackerFailure)
}
