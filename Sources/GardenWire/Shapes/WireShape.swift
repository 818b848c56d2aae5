public import JSON

/// A type that is read from the wire.
public protocol WireDecodable {
    /// Reads a value leniently: names in any letter case, `null` and missing members as zero, unknown members ignored.
    ///
    /// - Throws: `WireError` that names the member and its value.
    init(wire: JSONValue) throws(WireError)
}

/// A type that is written to the wire.
public protocol WireEncodable {
    /// The value as the original writes it: the same names, order and omissions.
    var wire: JSONValue { get }
}

/// A type that goes both ways.
public typealias WireShape = WireDecodable & WireEncodable

extension WireDecodable {
    /// Reads the first JSON value of a request's or response's body; what follows it is ignored.
    ///
    /// - Throws: `WireError.malformed` when there is no complete JSON value, and what `init(wire:)` throws.
    public init(body: [UInt8]) throws(WireError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw .malformed(error)
        }
        try self.init(wire: value)
    }
}

extension WireEncodable {
    /// The value as the body of a request or response: JSON text with a newline at the end.
    public var body: [UInt8] { wire.encoded() + [UInt8(ascii: "\n")] }
}
