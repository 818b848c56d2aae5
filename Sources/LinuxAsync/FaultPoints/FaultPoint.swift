#if DEBUG
    import Synchronization

    /// The boundaries between two steps of what a server does, at which tests have something die.
    ///
    /// Debug builds only: the places that are reached are between `#if DEBUG` and `#endif` too, so that a release build
    /// has no trace of them. What each of them stands for, and what a crash there comes to, is in docs/crashes.md.
    public enum FaultPoint: String, Sendable, CaseIterable {
        // Create.
        case createReserved, createFolderMade, createRecorded
        case createVolumeRecorded, createVolumeFoldersMade, createVolumeMounted
        case createNetworkRecorded, createNetworkPrepared
        case createSectionStored, createBundleWritten, createTrackerCgroupMade, createTrackerStarted, createAsked
        case createContainerMade, createFirewallAdmitted, createBridgeMade, createCableMade, createNetworkAttached
        case createStateStored
        // Run.
        case runUserFound, runDirectoryMade, runAsked, runStarted, runExited
        // Attach.
        case attachAsked, attachAnswered, attachOpenAsked, attachOpened, attachPeeked, attachSent, attachConsumed
        case attachReleased
        // Stream in.
        case streamInArchiverStarted, streamInFed, streamInEnded, streamInUnpacked
        // Destroy.
        case destroyMarked, destroyArchiversClosed, destroyProcessesKilled, destroyRuntimeDeleted
        case destroyTrackerEnded, destroyTrackerCgroupRemoved, destroyCgroupRemoved
        case destroyNetworkRemoved, destroyNetworkForgotten, destroyVolumeUnmounted, destroyVolumeRemoved
        case destroyFolderRenamed, destroyRecordRemoved
        // The start of a server.
        case startLoaded, startSwept, startNetworkRestored, startVolumeRestored, startContainerRestored, startRestored

        private struct Fault: Sendable {
            let point: FaultPoint
            var count: Int
            let subject: String?
            let strike: @Sendable () -> Void
        }

        private static let armed = Mutex<Fault?>(nil)

        /// Has `strike` called when this point is reached for the `count`th time, once.
        ///
        /// - Parameter subject: whose turn counts: a container's handle or a process's id; nil: everybody's.
        public func arm(count: Int, subject: String?, _ strike: @escaping @Sendable () -> Void) {
            Self.armed.withLock { $0 = Fault(point: self, count: count, subject: subject, strike: strike) }
        }

        /// Says that a point is reached on behalf of `subject`; nil when that is not known here, which is everybody.
        public static func reach(_ point: FaultPoint, _ subject: String? = nil) {
            let strike = armed.withLock { fault -> (@Sendable () -> Void)? in
                guard let current = fault, current.point == point else { return nil }
                if let subject, let wanted = current.subject, subject != wanted { return nil }
                fault?.count -= 1
                guard current.count <= 1 else { return nil }
                fault = nil
                return current.strike
            }
            strike?()
        }
    }
#endif
