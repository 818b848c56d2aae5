import SystemPackage

/// How long processes could not go on for want of something: Documentation/accounting/psi.rst of the kernel.
public struct Pressure: Sendable, Hashable {
    /// What is wanted.
    public enum Resource: String, Sendable, Hashable {
        /// Processor time.
        case cpu
        /// Memory.
        case memory
        /// Block devices.
        case io
    }

    /// The share of time, in percent, and the time.
    public struct Stall: Sendable, Hashable {
        /// Of the last ten seconds.
        public var lastTenSeconds = 0.0
        /// Of the last minute.
        public var lastMinute = 0.0
        /// Of the last five minutes.
        public var lastFiveMinutes = 0.0
        /// Of all time, microseconds.
        public var total: UInt64 = 0

        /// None.
        public init() {}
    }

    /// At least one could not go on.
    public var some = Stall()
    /// None could.
    public var full = Stall()

    /// None.
    public init() {}
}

extension CgroupTree {
    /// How long processes could not go on; nil where the kernel does not say: in version 1, and without PSI.
    public func pressure(_ resource: Pressure.Resource) throws(CgroupError) -> Pressure? {
        guard layout.kind == .unified, let hierarchy = layout.hierarchies.first else { return nil }
        let file = folder(in: hierarchy)[resource.rawValue + ".pressure"]
        let text: String?
        do {
            text = try file.textIfThere()
        } catch {
            // The file is there but PSI is off.
            guard error.errno == .notSupportedOnSocket else { throw error }
            return nil
        }
        guard let text else { return nil }
        var pressure = Pressure()
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            switch words.first {
            case "some": pressure.some = Self.stall(words.dropFirst())
            case "full": pressure.full = Self.stall(words.dropFirst())
            default: continue
            }
        }
        return pressure
    }

    /// `avg10=0.12 avg60=0.00 avg300=0.00 total=1234`.
    private static func stall(_ words: ArraySlice<Substring>) -> Pressure.Stall {
        var stall = Pressure.Stall()
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "avg10": stall.lastTenSeconds = Double(parts[1]) ?? 0
            case "avg60": stall.lastMinute = Double(parts[1]) ?? 0
            case "avg300": stall.lastFiveMinutes = Double(parts[1]) ?? 0
            case "total": stall.total = UInt64(parts[1]) ?? 0
            default: continue
            }
        }
        return stall
    }
}
