/// Why JSON is not what a runtime or the runtime specification describes.
public enum OCIError: Error, Hashable, Sendable {
    /// A member is missing or has another type than it should; the field is named from the top: `linux.namespaces`.
    /// Empty: the JSON as a whole.
    case malformed(field: String)
}

extension OCIError: CustomStringConvertible {
    /// One lower-case sentence that names the field.
    public var description: String {
        switch self {
        case .malformed(""): "the JSON is not of the type that it should be"
        case .malformed(let field): "'\(field)' is missing or not of the type that it should be"
        }
    }
}
