/// A container's name, as the client chose it or the server made it.
///
/// A handle names folders and kernel objects, so only a harmless one can be made: 1 to 200 bytes, no dot in front,
/// without `/`, `,` (which the bulk calls cannot express) and control characters.
public struct Handle: Hashable, Sendable {
    /// The name itself.
    public let value: String

    /// Checks `value`.
    ///
    /// - Throws: `GardenError.invalidName` that says what is wrong with it.
    public init(_ value: String) throws(GardenError) {
        if let flaw = NameRule.flaw(in: value) { throw .invalidName(kind: .handle, value: value, reason: flaw) }
        self.value = value
    }
}

extension Handle: CustomStringConvertible {
    /// The name itself.
    public var description: String { value }
}
