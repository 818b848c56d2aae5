public import JSON

/// All properties of a container, or any other map of texts.
public struct PropertyMap: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The properties.
    public var properties: [String: String]

    /// A map.
    public init(_ properties: [String: String] = [:]) { self.properties = properties }

    /// Reads an object of strings; `null` is an empty one. Of several members with the same name the last one counts.
    public init(wire: JSONValue) throws(WireError) {
        properties = [:]
        if wire.isNull { return }
        guard let object = wire.object else {
            throw .wrongType(field: "", expected: "an object", value: wire.excerpt)
        }
        for member in object.members { properties[member.key] = try member.value.hiddenString(field: member.key) }
    }

    /// The object, sorted by name as the original writes maps.
    public var wire: JSONValue {
        .object(JSONObject(properties.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

/// One property's value: the request that sets it and the response that tells it.
public struct PropertyValue: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The value.
    public var value: String

    /// A value.
    public init(_ value: String) { self.value = value }

    /// Reads `{"value": …}`.
    public init(wire: JSONValue) throws(WireError) {
        value = try WireReader(wire).secret("value")
    }

    /// The value, also when it is empty.
    public var wire: JSONValue { ["value": .string(value)] }
}
