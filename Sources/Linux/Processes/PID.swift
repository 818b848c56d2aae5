/// A process's number in the kernel, as the pid namespace of the caller has it.
public struct PID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number; above zero.
    public let rawValue: Int32

    /// A process number; nil unless above zero.
    public init?(rawValue: Int32) {
        guard rawValue > 0 else { return nil }
        self.rawValue = rawValue
    }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}
