import CGuardian
public import SystemPackage

/// Waits for many descriptors at once (epoll(7)), level-triggered.
///
/// All of it may be called from any thread; only one may wait.
public final class EventPoll: Sendable {
    /// What a descriptor can be ready for.
    public struct Readiness: OptionSet, Sendable, Hashable {
        /// The bits, as the C shim has them.
        public let rawValue: Int32
        /// Bits of the C shim.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// There is something to read, or the end.
        public static let readable = Readiness(rawValue: Int32(CG_READABLE))
        /// There is room to write, or nobody to read it.
        public static let writable = Readiness(rawValue: Int32(CG_WRITABLE))
        /// The other side is gone. Reported unasked, with both of the others.
        public static let hungUp = Readiness(rawValue: Int32(CG_HUNG_UP))
        /// A file of the kernel's own file systems, one of those that tell, has changed since it was last read through
        /// this descriptor (EPOLLPRI; cgroup-v2.rst, "[un]populated Notification"). Such a file is always readable.
        public static let changed = Readiness(rawValue: Int32(CG_CHANGED))
    }

    /// One descriptor that is ready.
    public struct Event: Sendable, Hashable {
        /// The number it was added with.
        public let token: UInt64
        /// What it is ready for.
        public let readiness: Readiness

        /// An event.
        public init(token: UInt64, readiness: Readiness) { (self.token, self.readiness) = (token, readiness) }
    }

    private let descriptor: FileDescriptor

    /// Makes one that watches nothing yet.
    public init() throws(LinuxError) {
        descriptor = FileDescriptor(rawValue: try SystemCall.check("make an epoll", nil, cg_epoll_create()))
    }

    deinit { descriptor.closeIgnoringErrors() }

    /// Watches a descriptor, which stays the caller's and should be removed before it is closed.
    ///
    /// Errno `.notPermitted`: such a file is always ready and cannot be watched.
    public func add(_ watched: FileDescriptor, _ readiness: Readiness, token: UInt64) throws(LinuxError) {
        try check(cg_epoll_add(descriptor.rawValue, watched.rawValue, readiness.rawValue, token), watched)
    }

    /// Watches a descriptor for something else than before.
    public func change(_ watched: FileDescriptor, _ readiness: Readiness, token: UInt64) throws(LinuxError) {
        try check(cg_epoll_change(descriptor.rawValue, watched.rawValue, readiness.rawValue, token), watched)
    }

    /// No longer watches a descriptor; one that is not watched is fine.
    public func remove(_ watched: FileDescriptor) {
        _ = cg_epoll_remove(descriptor.rawValue, watched.rawValue)
    }

    /// Waits until at least one descriptor is ready.
    public func wait() throws(LinuxError) -> [Event] {
        var count: Int32 = 0
        let events = [cg_event](unsafeUninitializedCapacity: Int(CG_MAX_EVENTS)) { buffer, filled in
            count = cg_epoll_wait(descriptor.rawValue, buffer.baseAddress)
            filled = Int(max(count, 0))
        }
        try SystemCall.check("wait for events", nil, count)
        return events.map { Event(token: $0.token, readiness: Readiness(rawValue: $0.readiness)) }
    }

    private func check(_ answer: Int32, _ watched: FileDescriptor) throws(LinuxError) {
        try SystemCall.check("watch", "descriptor \(watched.rawValue)", answer)
    }
}
