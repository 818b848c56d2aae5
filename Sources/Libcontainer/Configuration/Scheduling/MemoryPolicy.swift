import OCI

/// Which memory a container uses, ready for set_mempolicy(2).
public struct MemoryPolicy: Sendable, Hashable {
    /// The modes, by the kernel's numbers (linux/mempolicy.h).
    public enum Mode: UInt32, Sendable, Hashable, CaseIterable {
        /// As the thread's parent.
        case `default` = 0
        /// One node first.
        case preferred = 1
        /// These nodes and no other.
        case bind = 2
        /// Page by page in turns.
        case interleave = 3
        /// The processor's own node.
        case local = 4
        /// Some nodes first.
        case preferredMany = 5
        /// In turns, by weight.
        case weightedInterleave = 6

        /// Its name in the specification.
        public var name: String { Self.names[Int(rawValue)] }

        /// The mode called so; nil when there is none.
        public init?(name: String) {
            guard let index = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: UInt32(index))
        }

        private static let names = [
            "MPOL_DEFAULT", "MPOL_PREFERRED", "MPOL_BIND", "MPOL_INTERLEAVE", "MPOL_LOCAL", "MPOL_PREFERRED_MANY",
            "MPOL_WEIGHTED_INTERLEAVE",
        ]
    }

    /// The names of the flags with their bits.
    public static let flagBits: KeyValuePairs<String, UInt32> = [
        "MPOL_F_NUMA_BALANCING": 1 << 13, "MPOL_F_RELATIVE_NODES": 1 << 14, "MPOL_F_STATIC_NODES": 1 << 15,
    ]

    /// The mode.
    public var mode: Mode
    /// The bits that go with it.
    public var flags: UInt32
    /// The nodes.
    public var nodes: NumberSet

    /// A policy.
    public init(_ mode: Mode, flags: UInt32 = 0, nodes: NumberSet = NumberSet()) {
        (self.mode, self.flags, self.nodes) = (mode, flags, nodes)
    }

    init(_ specification: OCIMemoryPolicy) throws(ConfigurationFault) {
        guard let mode = Mode(name: specification.mode) else { throw .memoryPolicyMode(specification.mode) }
        self.init(mode)
        if !specification.nodes.isEmpty {
            guard let nodes = NumberSet(list: specification.nodes) else {
                throw .memoryPolicyNodes(specification.nodes)
            }
            self.nodes = nodes
        }
        for name in specification.flags {
            guard let bit = Self.flagBits.first(where: { $0.key == name }) else { throw .memoryPolicyFlag(name) }
            flags |= bit.value
        }
    }
}
