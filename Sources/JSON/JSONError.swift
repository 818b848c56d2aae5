/// Why bytes are not JSON.
public enum JSONError: Error, Hashable {
    /// There is no value at all.
    case empty
    /// The input ends inside a value.
    case truncated
    /// A byte that no value can have at this place.
    case unexpected(byte: UInt8, offset: Int)
    /// Arrays and objects are nested deeper than `limit`.
    case tooDeep(limit: Int)
    /// A value has more than `limit` bytes.
    case tooLong(limit: Int)
}

extension JSONError: CustomStringConvertible {
    /// The first two texts are those of the original's decoder, which callers see.
    public var description: String {
        switch self {
        case .empty: "EOF"
        case .truncated: "unexpected EOF"
        case .unexpected(let byte, let offset):
            "invalid character \(Self.name(byte)) at byte \(offset) of the JSON text"
        case .tooDeep(let limit): "JSON text is nested deeper than \(limit) levels"
        case .tooLong(let limit): "JSON value has more than \(limit) bytes"
        }
    }

    private static func name(_ byte: UInt8) -> String {
        (0x20..<0x7F).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "0x" + String(byte, radix: 16)
    }
}
