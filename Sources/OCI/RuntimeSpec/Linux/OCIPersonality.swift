public import JSON

/// An execution domain (personality(2)).
public struct OCIPersonality: Sendable, Hashable {
    /// `LINUX` or `LINUX32`.
    public var domain: String
    /// Flags, none of which exist yet.
    public var flags: [String] = []
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A domain.
    public init(domain: String) { self.domain = domain }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        domain = try reader.required(try reader.string("domain"), "domain")
        flags = try reader.strings("flags") ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "domain": .string(domain),
            "flags": flags.isEmpty ? nil : .strings(flags),
        ])
        object.keep(others)
        return .object(object)
    }
}
