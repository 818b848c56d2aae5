import CGuardian
public import SystemPackage

/// Waiting for a few descriptors in a program with one thread (poll(2)).
public enum DescriptorPoll {
    /// The most descriptors of one wait.
    public static let limit = Int(CG_MAX_POLLS)

    /// A descriptor, which stays the caller's, and what is waited for.
    public struct Entry: Hashable, Sendable {
        /// The descriptor; one below zero is never ready.
        public var descriptor: FileDescriptor
        /// What it is to be ready for. A hang-up is reported unasked, with the others.
        public var wanted: EventPoll.Readiness

        /// An entry.
        public init(_ descriptor: FileDescriptor, _ wanted: EventPoll.Readiness = .readable) {
            (self.descriptor, self.wanted) = (descriptor, wanted)
        }
    }

    /// Waits until at least one is ready.
    ///
    /// - Parameter milliseconds: at most so long; nil: however long. A signal's handler does not end the wait, but makes
    ///   it begin anew.
    /// - Returns: what each is ready for, in the order of `entries`; each for nothing when the time is over.
    public static func wait(
        _ entries: [Entry], milliseconds: Int32? = nil
    ) throws(LinuxError) -> [EventPoll.Readiness] {
        var polls = entries.map { cg_poll(fd: $0.descriptor.rawValue, wanted: $0.wanted.rawValue, ready: 0) }
        var answer: Int32
        repeat {
            answer = cg_poll_wait(&polls, polls.count, milliseconds ?? -1)
        } while answer == -Errno.interrupted.rawValue
        try SystemCall.check("wait for \(entries.count) descriptors", nil, answer)
        return polls.map { EventPoll.Readiness(rawValue: $0.ready) }
    }
}
