public import JSON

/// The answer to Create.
public struct CreateResponse: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The new container's handle, unchecked.
    public var handle: String

    /// An answer.
    public init(handle: String) { self.handle = handle }

    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) { handle = try WireReader(wire).string("Handle") }

    /// The object.
    public var wire: JSONValue { ["Handle": .string(handle)] }
}

/// The answer to List.
public struct ListResponse: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The handles, unchecked.
    public var handles: [String]

    /// An answer.
    public init(handles: [String]) { self.handles = handles }

    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) { handles = try WireReader(wire).strings("Handles") }

    /// The object; an empty list is written as such and not as `null`.
    public var wire: JSONValue { ["Handles": .strings(handles)] }
}

/// The answer of the calls that have nothing to tell. The original's clients need a JSON value in every success.
public struct EmptyResponse: Hashable, Sendable, WireDecodable, WireEncodable {
    /// Nothing.
    public init() {}

    /// Reads an object with any members.
    public init(wire: JSONValue) throws(WireError) { _ = try WireReader(wire) }

    /// An object without members.
    public var wire: JSONValue { [:] }
}
