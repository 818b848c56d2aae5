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
    /// The kernel has no counters and limits of it any more: it is being destroyed.
    case cgroupGone(handle: String)
    /// Its first process does not fit into the memory that it may have.
    case memoryLimitTooSmall(handle: String, bytes: UInt64, reason: String)
    /// What is to be shown inside does not exist; runtimes fail there with less to say.
    case mountSourceMissing(path: String)
    /// What is to be shown inside cannot be looked at.
    case mountSource(path: String, reason: String)
    /// The runtime failed, and there are mounts below what is to be shown, which it may not be able to leave out.
    case hiddenMounts(source: String, place: String, failure: String)
    /// Nothing can be shown at this place inside.
    case mountDestination(path: String, reason: String)
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
        case .cgroupGone(let handle): "container \(handle) has no cgroups any more"
        case .memoryLimitTooSmall(let handle, let bytes, let reason):
            "a memory limit of \(bytes) bytes is too small to start container \(handle): \(reason)"
        case .mountSourceMissing(let path): "bind mount: \(path) does not exist"
        case .mountSource(let path, let reason): "bind mount: \(path): \(reason)"
        case .hiddenMounts(let source, let place, let failure):
            "\(failure) (file systems are mounted below the bind mount's source \(source), such as \(place): not every "
                + "runtime can leave them out of an unprivileged container)"
        case .mountDestination(let path, let reason): "bind mount: destination \(path): \(reason)"
        }
    }
}

extension RunDMCError: GardenErrorConvertible {
    /// The same text, and what kind of failure it is.
    public var gardenError: GardenError {
        switch self {
        case .stopped, .cgroupGone: .conflict(description)
        case .mountSourceMissing, .mountSource, .mountDestination, .memoryLimitTooSmall: .invalidRequest(description)
        case .noSection, .processesLeft, .orphansLeft, .hiddenMounts: .failed(description)
        }
    }
}
