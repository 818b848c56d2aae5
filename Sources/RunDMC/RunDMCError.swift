public import Garden

/// Why a container could not be made or used.
public enum RunDMCError: Error, Hashable, Sendable {
    /// Its init is gone, so that nothing can be started in it.
    case stopped(handle: String, reason: String)
    /// The record lacks what is needed to take a container up again.
    case noSection(handle: String)
    /// Processes of a destroyed container live on.
    case processesLeft(handle: String, pids: [Int32])
    /// Things that belong to no container cannot be removed.
    case orphansLeft(reasons: [String])
    /// What is to be shown inside does not exist; runtimes fail there with less to say.
    case mountSourceMissing(path: String)
}

extension RunDMCError: CustomStringConvertible {
    /// One lower-case sentence with the values in it.
    public var description: String {
        switch self {
        case .stopped(let handle, let reason): "container \(handle) is stopped: \(reason)"
        case .noSection(let handle): "the record of container \(handle) does not say how it was made"
        case .processesLeft(let handle, let pids):
            "processes of container \(handle) cannot be killed: \(pids.map(String.init).joined(separator: ", "))"
        case .orphansLeft(let reasons): "not swept away: \(reasons.joined(separator: "; "))"
        case .mountSourceMissing(let path): "bind mount: \(path) does not exist"
        }
    }
}

extension RunDMCError: GardenErrorConvertible {
    /// The same text, and what kind of failure it is.
    public var gardenError: GardenError {
        switch self {
        case .stopped: .conflict(description)
        case .mountSourceMissing: .invalidRequest(description)
        case .noSection, .processesLeft, .orphansLeft: .failed(description)
        }
    }
}
