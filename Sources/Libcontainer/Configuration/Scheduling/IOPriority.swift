import OCI

/// A process's turn at block devices, ready for ioprio_set(2).
public struct IOPriority: Sendable, Hashable {
    /// The classes, by the kernel's numbers (linux/ioprio.h).
    public enum Class: Int, Sendable, Hashable {
        /// Before all others.
        case realTime = 1
        /// The ordinary one.
        case bestEffort = 2
        /// Only when nobody else wants to.
        case idle = 3

        /// The class called so; nil when there is none.
        public init?(name: String) {
            guard let found = [Class.realTime, .bestEffort, .idle].first(where: { $0.name == name }) else { return nil }
            self = found
        }

        /// Its name in the specification.
        public var name: String {
            switch self {
            case .realTime: "IOPRIO_CLASS_RT"
            case .bestEffort: "IOPRIO_CLASS_BE"
            case .idle: "IOPRIO_CLASS_IDLE"
            }
        }
    }

    /// The class.
    public var ioClass: Class
    /// 0, the first, to 7.
    public var priority: Int

    /// A place.
    public init(_ ioClass: Class, priority: Int = 0) { (self.ioClass, self.priority) = (ioClass, priority) }

    init(_ specification: OCIIOPriority) throws(ConfigurationFault) {
        guard let ioClass = Class(name: specification.ioClass) else {
            throw .ioPriorityClass(specification.ioClass)
        }
        self.init(ioClass, priority: specification.priority)
    }

    /// The value that ioprio_set(2) takes; `priority` must be 0 to 7.
    public var rawValue: Int { ioClass.rawValue << 13 | priority }
}
