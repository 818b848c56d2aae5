/// Destinations a container may reach.
public struct NetOutRule: Sendable, Hashable {
    /// The protocols the API knows. A raw value, because a backend decides which it accepts.
    public struct TransportProtocol: RawRepresentable, Sendable, Hashable {
        /// The number on the wire.
        public var rawValue: UInt8
        /// A protocol by its number on the wire.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Every protocol.
        public static let all = Self(rawValue: 0)
        /// TCP.
        public static let tcp = Self(rawValue: 1)
        /// UDP.
        public static let udp = Self(rawValue: 2)
        /// ICMP.
        public static let icmp = Self(rawValue: 3)
        /// ICMPv6.
        public static let icmpV6 = Self(rawValue: 4)
    }

    /// Addresses from `start` to `end`, both included; one missing: just the other.
    public struct AddressRange: Sendable, Hashable {
        /// The first address, as text.
        public var start: String?
        /// The last address, as text.
        public var end: String?
        /// A range.
        public init(start: String? = nil, end: String? = nil) { (self.start, self.end) = (start, end) }
    }

    /// Ports from `start` to `end`, both included.
    public struct PortRange: Sendable, Hashable {
        /// The first port.
        public var start: UInt16
        /// The last port.
        public var end: UInt16
        /// A range.
        public init(start: UInt16, end: UInt16) { (self.start, self.end) = (start, end) }
    }

    /// ICMP messages.
    public struct ICMPControl: Sendable, Hashable {
        /// The type.
        public var type: UInt8
        /// The code; nil: every code.
        public var code: UInt8?
        /// Messages of a type.
        public init(type: UInt8, code: UInt8? = nil) { (self.type, self.code) = (type, code) }
    }

    /// The protocol.
    public var transport = TransportProtocol.all
    /// The destinations; empty: all.
    public var networks: [AddressRange] = []
    /// The ports; empty: all.
    public var ports: [PortRange] = []
    /// The ICMP messages; nil: all.
    public var icmp: ICMPControl?
    /// Whether new connections are logged.
    public var log = false

    /// Everything everywhere.
    public init() {}
}

/// A port of the host that leads into a container.
public struct PortForwarding: Sendable, Hashable {
    /// The host's port; 0: the server chooses.
    public var hostPort: UInt32
    /// The container's port; 0: the same as the host's.
    public var containerPort: UInt32

    /// A forwarding.
    public init(hostPort: UInt32 = 0, containerPort: UInt32 = 0) {
        (self.hostPort, self.containerPort) = (hostPort, containerPort)
    }
}
