import LinuxAsync

/// What a server is about when it dies.
enum CrashOperation: String, CaseIterable, Sendable {
    case create, run, attach, streamIn, destroy, start

    /// Every step of it, with each of those that may die there.
    var rows: [CrashRow] {
        FaultPoint.allCases.filter { $0.operation == self }.flatMap { point in
            CrashVictim.allCases.compactMap { victim in
                point.outcome(of: victim).map { CrashRow(point: point, victim: victim, outcome: $0) }
            }
        }
    }
}

/// Who dies.
enum CrashVictim: String, CaseIterable, Sendable {
    case server, tracker, `init`
}

/// What a crash comes to; the words are those of docs/crashes.md.
enum CrashOutcome: String, Sendable {
    /// Nothing is left of the container, and its handle and network can be asked for again.
    case undone
    /// The container is there, and can be used.
    case whole
    /// The container is there, known as stopped, and can be destroyed.
    case stopped
    /// One of the two above: which, is a matter of microseconds.
    case undoneOrStopped = "undone or stopped"
    /// The process was never started; its id is free.
    case notStarted = "not started"
    /// The process runs on, and all that it says and how it ends can be had by attaching.
    case runsOn = "runs on"
    /// Some of the archive may be in the container; it can be sent again.
    case cutOff = "cut off"
    /// All of the archive is in the container.
    case unpacked
    /// Nothing is left of the container.
    case finished
    /// All containers are as they were, and half-made ones are gone.
    case takenUp = "taken up"
}

/// One crash.
struct CrashRow: Sendable, CustomStringConvertible {
    let point: FaultPoint
    let victim: CrashVictim
    let outcome: CrashOutcome

    var description: String { "\(point.rawValue), \(victim.rawValue) killed" }

    /// What `GUARDIAN_FAULT` says for it.
    ///
    /// - Parameters:
    ///   - handle: the container's, and the process's id.
    ///   - count: which time counts; nil: the first that belongs to the operation.
    func fault(on handle: String, count: Int? = nil) -> String {
        // Whatever makes a volume first removes what is in its place.
        let count = count ?? (point == .destroyVolumeUnmounted ? 2 : 1)
        let subject = point.operation == .start && !point.isOfOneContainer ? "" : "@\(handle)"
        return "\(point.rawValue):\(count)\(subject)=\(victim.rawValue)"
    }
}

extension FaultPoint {
    /// What the step is one of.
    var operation: CrashOperation? { CrashOperation.allCases.first { rawValue.hasPrefix($0.rawValue) } }

    /// Whether the server that finishes a destroy that broke off here comes here too.
    var comesAgain: Bool {
        ![.destroyNetworkForgotten, .destroyFolderRenamed, .destroyRecordRemoved].contains(self)
    }

    fileprivate var isOfOneContainer: Bool {
        [.startNetworkRestored, .startVolumeRestored, .startContainerRestored].contains(self)
    }

    /// What the death of `victim` at this point comes to; nil where it cannot die, or nothing new would be learnt.
    func outcome(of victim: CrashVictim) -> CrashOutcome? {
        switch victim {
        case .server: outcomeForServer
        case .tracker: outcomeForTracker
        case .`init`: outcomeForInit
        }
    }

    private var outcomeForServer: CrashOutcome? {
        switch self {
        case .createStateStored: .whole
        case .runUserFound, .runDirectoryMade: .notStarted
        case .streamInEnded, .streamInUnpacked: .unpacked
        default:
            switch operation {
            case .create: .undone
            case .run, .attach: .runsOn
            case .streamIn: .cutOff
            case .destroy: .finished
            case .start: .takenUp
            case nil: nil
            }
        }
    }

    private var outcomeForTracker: CrashOutcome? {
        switch self {
        case .createTrackerStarted, .createAsked: .undone
        case .createContainerMade, .createCableMade, .createNetworkAttached: .undoneOrStopped
        case .createStateStored, .runDirectoryMade, .runAsked, .runStarted, .attachAsked, .attachOpened, .streamInFed,
            .startNetworkRestored:
            .stopped
        case .destroyMarked, .destroyProcessesKilled: .finished
        default: nil
        }
    }

    private var outcomeForInit: CrashOutcome? {
        switch self {
        case .createContainerMade, .createBridgeMade, .createCableMade: .undone
        case .createNetworkAttached: .undoneOrStopped
        case .createStateStored, .runUserFound, .runDirectoryMade, .runAsked, .runStarted, .attachAsked,
            .attachAnswered, .streamInFed,
            .startNetworkRestored:
            .stopped
        case .destroyMarked, .destroyArchiversClosed: .finished
        default: nil
        }
    }
}
