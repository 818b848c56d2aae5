import CGuardian

/// On which NUMA nodes memory is taken (set_mempolicy(2)).
public struct MemoryPolicy: Hashable, Sendable {
    /// The raw value is the kernel's number (linux/mempolicy.h).
    public enum Mode: Int32, Hashable, Sendable, CaseIterable {
        /// The system's.
        case standard = 0
        /// One node if possible.
        case preferred = 1
        /// These only.
        case bind = 2
        /// In turns.
        case interleave = 3
        /// Where the processor is.
        case local = 4
        /// These if possible, since Linux 5.15.
        case preferredMany = 5
        /// In turns by weight, since Linux 6.9.
        case weightedInterleave = 6

        /// The name in an OCI configuration: `MPOL_BIND`.
        public var name: String { Self.names[Int(rawValue)] }

        /// The mode of that name; nil: there is none.
        public init?(name: String) {
            guard let number = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: Int32(number))
        }

        private static let names = [
            "MPOL_DEFAULT", "MPOL_PREFERRED", "MPOL_BIND", "MPOL_INTERLEAVE", "MPOL_LOCAL", "MPOL_PREFERRED_MANY",
            "MPOL_WEIGHTED_INTERLEAVE",
        ]
    }

    /// MPOL_F_…
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: Int32
        /// Bits of the kernel.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// The flag with this name in an OCI configuration, `MPOL_F_STATIC_NODES`; nil: there is none.
        public init?(name: String) {
            guard let number = Self.names.firstIndex(of: name) else { return nil }
            rawValue = 1 << (13 + Int32(number))
        }

        /// The names of all flags.
        public static var knownNames: [String] { names }

        private static let names = ["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"]
    }

    /// The mode.
    public var mode: Mode
    /// MPOL_F_…
    public var flags: Flags
    /// The nodes; empty: none, as the modes `.standard` and `.local` want it.
    public var nodes: NumberList

    /// A policy.
    public init(_ mode: Mode, nodes: NumberList = NumberList(), flags: Flags = []) {
        (self.mode, self.nodes, self.flags) = (mode, nodes, flags)
    }

    /// Sets it for the calling thread, which in a program with one thread is all of it; programs that it executes keep
    /// it. Errno `.invalidArgument`: no such nodes, or mode and nodes do not fit together.
    public func apply() throws(LinuxError) {
        let words = nodes.words
        let answer = cg_set_memory_policy(mode.rawValue | flags.rawValue, words, words.count)
        try SystemCall.check("set the memory policy", "\(mode.name) on nodes '\(nodes)'", answer)
    }
}
