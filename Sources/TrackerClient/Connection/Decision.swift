import Synchronization

/// Made once, by whoever comes first.
final class Decision: Sendable {
    private let isMade = Atomic(false)

    /// Returns whether this call made it.
    @discardableResult
    func make() -> Bool { !isMade.exchange(true, ordering: .acquiringAndReleasing) }
}
