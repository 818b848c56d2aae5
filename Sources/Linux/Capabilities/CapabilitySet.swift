import SystemPackage

/// Some of the capabilities (capabilities(7)), a bit for each by its number.
public struct CapabilitySet: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt64
    /// Bits, those that no kernel knows too.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// One capability.
    public init(_ capability: Capability) { rawValue = 1 << UInt64(capability.rawValue) }

    /// All that a kernel has whose last one is `last`.
    public init(through last: Capability) {
        rawValue = last.rawValue >= 63 ? .max : (1 << UInt64(last.rawValue + 1)) - 1
    }

    /// Those with these names, such as `CAP_CHOWN`, and the names that this program does not know.
    public static func named(_ names: [String]) -> (set: CapabilitySet, unknown: [String]) {
        var (bits, unknown): (UInt64, [String]) = (0, [])
        for name in names {
            if let capability = Capability(name: name) {
                bits |= 1 << UInt64(capability.rawValue)
            } else {
                unknown.append(name)
            }
        }
        return (CapabilitySet(rawValue: bits), unknown)
    }

    /// By number.
    public var capabilities: [Capability] {
        (0..<64).filter { rawValue & 1 << UInt64($0) != 0 }.compactMap(Capability.init(rawValue:))
    }

    /// Names by number; of one that this program does not know `CAP_` and the number.
    public var names: [String] { capabilities.map(\.name) }
}

extension Capability {
    /// The last one that the running kernel has (proc_sys_kernel(5), cap_last_cap).
    public static func last() throws(LinuxError) -> Capability {
        let path = "/proc/sys/kernel/cap_last_cap"
        let text = String(decoding: try Files.read(FilePath(path)), as: UTF8.self)
        guard let last = Int(text.prefix { $0 != "\n" }).flatMap(Capability.init(rawValue:)) else {
            throw .malformed(path: path, reason: "it is no number")
        }
        return last
    }
}
