/// What tells several servers on one host apart in the names of their kernel objects.
public struct NetworkTag: Hashable, Sendable {
    /// The longest one that leaves room in the name of an interface.
    private static let longest = 4

    /// Up to four characters of a-z and 0-9; empty for a server that is alone.
    public let value: String

    /// The empty tag.
    public init() { value = "" }

    /// Checks `value`.
    public init(_ value: String) throws(NetworkerError) {
        let isLegal = value.utf8.allSatisfy { ("a"..."z").contains(Unicode.Scalar($0)) || (0x30...0x39).contains($0) }
        guard isLegal, value.utf8.count <= Self.longest else { throw .invalidTag(value) }
        self.value = value
    }
}
