/// The name of a process inside its container: chosen by the client or made by the server. It is no kernel pid.
///
/// The same rules as for a `Handle` apply, because it names a folder too.
public struct ProcessID: Hashable, Sendable {
    /// The name itself.
    public let value: String

    /// Checks `value`.
    ///
    /// - Throws: `GardenError.invalidName` that says what is wrong with it.
    public init(_ value: String) throws(GardenError) {
        if let flaw = NameRule.flaw(in: value) { throw .invalidName(kind: .process, value: value, reason: flaw) }
        self.value = value
    }
}

extension ProcessID: CustomStringConvertible {
    /// The name itself.
    public var description: String { value }
}
