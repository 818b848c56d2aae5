/// The name of a process inside its container; also that of its folder.
public struct ProcessName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let value: String

    /// A name; nil for one that cannot be a folder's.
    public init?(_ value: String) {
        let bytes = value.utf8
        guard (1...255).contains(bytes.count), value != ".", value != ".." else { return nil }
        guard !bytes.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 }) else { return nil }
        self.value = value
    }

    /// The name.
    public var description: String { value }
}
