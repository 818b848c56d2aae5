public import JSON

/// Why what came over the wire cannot be understood.
///
/// Fields are paths such as `limits.memory_limits.limit_in_bytes`; the body itself is the empty path.
public enum WireError: Error, Hashable, Sendable {
    /// The bytes are not JSON.
    case malformed(JSONError)
    /// A value of another kind than the field has; `value` is shortened, and only its kind where it may be a secret.
    case wrongType(field: String, expected: String, value: String)
    /// A number that is no whole number, or beyond what the field can hold.
    case outOfRange(field: String, range: String, value: String)
    /// A value that the field does not know.
    case unknownChoice(field: String, value: String)
    /// Text that is no IP address.
    case invalidAddress(field: String, value: String)
}

extension WireError: CustomStringConvertible {
    /// One line that names the field and its value.
    public var description: String {
        switch self {
        case .malformed(let error): "\(error)"
        case .wrongType(let field, let expected, let value): "\(Self.name(field)): \(value) is not \(expected)"
        case .outOfRange(let field, let range, let value):
            "\(Self.name(field)): \(value) is not a whole number \(range)"
        case .unknownChoice(let field, let value): "\(Self.name(field)): unknown value \(value)"
        case .invalidAddress(let field, let value): "\(Self.name(field)): invalid IP address: \(value)"
        }
    }

    private static func name(_ field: String) -> String { field.isEmpty ? "body" : field }

    /// The same error, seen from the object that has the failing value as its member `name`.
    func inside(_ name: String) -> WireError {
        func joined(_ field: String) -> String { field.isEmpty ? name : "\(name).\(field)" }
        return switch self {
        case .malformed: self
        case .wrongType(let field, let expected, let value):
            .wrongType(field: joined(field), expected: expected, value: value)
        case .outOfRange(let field, let range, let value): .outOfRange(field: joined(field), range: range, value: value)
        case .unknownChoice(let field, let value): .unknownChoice(field: joined(field), value: value)
        case .invalidAddress(let field, let value): .invalidAddress(field: joined(field), value: value)
        }
    }
}
