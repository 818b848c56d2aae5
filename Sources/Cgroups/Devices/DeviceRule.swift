/// Whether some devices may be used.
public struct DeviceRule: Sendable, Hashable {
    /// The two kinds of device.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// Block devices.
        case block = 0x62
        /// Character devices.
        case character = 0x63

        /// `b` or `c`.
        var letter: Character { Character(Unicode.Scalar(rawValue)) }
    }

    /// What can be done to a device.
    public struct Access: OptionSet, Sendable, Hashable {
        /// Making a node of it (`m`).
        public static let make = Access(rawValue: 1)
        /// Reading (`r`).
        public static let read = Access(rawValue: 2)
        /// Writing (`w`).
        public static let write = Access(rawValue: 4)
        /// All of it.
        public static let all: Access = [.make, .read, .write]

        /// The bits, as BPF_DEVCG_ACC_MKNOD and its like number them.
        public let rawValue: UInt8

        /// Some of the three.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Reads letters such as `rw`; nil for any other.
        public init?(letters: some StringProtocol) {
            self = []
            for letter in letters {
                switch letter {
                case "m": insert(.make)
                case "r": insert(.read)
                case "w": insert(.write)
                default: return nil
                }
            }
        }

        /// The letters, `rwm` in this order.
        var letters: String {
            (contains(.read) ? "r" : "") + (contains(.write) ? "w" : "") + (contains(.make) ? "m" : "")
        }
    }

    /// Whether they may be used.
    public var isAllowed: Bool
    /// Which kind; nil: both.
    public var kind: Kind?
    /// The driver's number; nil: any.
    public var major: UInt32?
    /// The device's number there; nil: any.
    public var minor: UInt32?
    /// What may be done to them, or may not.
    public var access: Access

    /// A rule; without more, one for all devices.
    public init(
        allow isAllowed: Bool, _ kind: Kind? = nil, _ major: UInt32? = nil, _ minor: UInt32? = nil,
        access: Access = .all
    ) {
        (self.isAllowed, self.kind, self.access) = (isAllowed, kind, access)
        (self.major, self.minor) = (major, minor)
    }

    /// What every container may do, whatever its rules say, because all programs rely on it: make nodes of any device,
    /// and use the null, full, zero and random devices, the terminal, and terminals of its own.
    public static let alwaysAllowed: [DeviceRule] =
        [
            DeviceRule(allow: true, .character, access: .make), DeviceRule(allow: true, .block, access: .make),
        ]
        + [(1, 3), (1, 8), (1, 7), (5, 0), (1, 5), (1, 9), (5, 1)].map {
            DeviceRule(allow: true, .character, $0, $1)
        } + [DeviceRule(allow: true, .character, 136), DeviceRule(allow: true, .character, 5, 2)]
}
