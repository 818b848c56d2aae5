/// Why JSON is not what the runtime specification describes.
public enum OCIError: Error, Hashable, Sendable {
    /// A member is missing or has another type than it should; the field is named from the top: `linux.namespaces`.
    case malformed(field: String)
}

extension OCIError: CustomStringConvertible {
    /// One lower-case sentence that names the field.
    public var description: String {
        switch self {
        case .malformed(let field): "'\(field)' is missing or not of the type that the runtime specification has"
        }
    }
}
