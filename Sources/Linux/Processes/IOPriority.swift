import CGuardian
import Glibc

/// How soon a thread's reads and writes are served (ioprio_set(2)).
public struct IOPriority: Hashable, Sendable {
    /// The raw value is the kernel's number.
    public enum Class: Int32, Hashable, Sendable, CaseIterable {
        /// First of all.
        case realTime = 1
        /// As usual.
        case bestEffort = 2
        /// When there is nothing else.
        case idle = 3

        /// The name in an OCI configuration: `IOPRIO_CLASS_BE`.
        public var name: String { Self.names[Int(rawValue) - 1] }

        /// The class of that name; nil: there is none.
        public init?(name: String) {
            guard let number = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: Int32(number) + 1)
        }

        private static let names = ["IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE"]
    }

    /// The class.
    public var `class`: Class
    /// Within the class: 0, the first, to 7.
    public var level: Int32

    /// A priority.
    public init(_ class: Class, level: Int32) { (self.class, self.level) = (`class`, level) }

    /// Sets it for the calling thread, which in a program with one thread is all of it. Errno `.invalidArgument`: no
    /// such level.
    public func apply() throws(LinuxError) {
        // The kernel takes other levels for hints.
        let isLevel = (0..<8).contains(level)
        let answer = isLevel ? cg_set_io_priority(0, self.class.rawValue << 13 | level) : -EINVAL
        try SystemCall.check("set the priority", "\(self.class.name) \(level)", answer)
    }

    /// That of the calling thread; nil when none was set.
    public static func current() throws(LinuxError) -> IOPriority? {
        let value = try SystemCall.check("get the priority", nil, cg_get_io_priority(0))
        return Class(rawValue: value >> 13).map { IOPriority($0, level: value & 7) }
    }
}
