package import JSON

/// Reads the members of one object and keeps those that nobody asked for. A member that is null counts as missing.
package struct FieldReader {
    /// The object's place, for errors: `linux.resources`.
    private let place: String
    /// What has not been read.
    package private(set) var rest: JSONObject

    package init(_ json: JSONValue, at place: String) throws(OCIError) {
        guard let object = json.object else { throw .malformed(field: place) }
        (self.place, rest) = (place, object)
    }

    /// Takes a member that may be missing or null.
    package mutating func take<Value>(
        _ key: String, _ convert: (JSONValue, String) throws(OCIError) -> Value
    ) throws(OCIError) -> Value? {
        guard let json = rest[key] else { return nil }
        rest[key] = nil
        return json.isNull ? nil : try convert(json, field(key))
    }

    /// Reads members of the object at `key`; what `read` leaves there is kept like any other unknown member.
    package mutating func within(
        _ key: String, _ read: (inout FieldReader) throws(OCIError) -> Void
    ) throws(OCIError) {
        guard var nested = try take(key, FieldReader.init(_:at:)) else { return }
        try read(&nested)
        if !nested.rest.isEmpty { rest[key] = .object(nested.rest) }
    }

    package mutating func string(_ key: String) throws(OCIError) -> String? {
        try take(key) { json, field throws(OCIError) in try Self.required(json.string, field) }
    }

    package mutating func bool(_ key: String) throws(OCIError) -> Bool? {
        try take(key) { json, field throws(OCIError) in try Self.required(json.bool, field) }
    }

    package mutating func integer<Number: FixedWidthInteger>(_ key: String) throws(OCIError) -> Number? {
        try take(key) { json, field throws(OCIError) in try Self.required(json.integer(), field) }
    }

    package mutating func double(_ key: String) throws(OCIError) -> Double? {
        try take(key) { json, field throws(OCIError) in try Self.required(json.number?.double, field) }
    }

    package mutating func strings(_ key: String) throws(OCIError) -> [String]? {
        try array(key) { json, field throws(OCIError) in try Self.required(json.string, field) }
    }

    package mutating func integers<Number: FixedWidthInteger>(_ key: String) throws(OCIError) -> [Number]? {
        try array(key) { json, field throws(OCIError) in try Self.required(json.integer(), field) }
    }

    package mutating func array<Element>(
        _ key: String, _ convert: (JSONValue, String) throws(OCIError) -> Element
    ) throws(OCIError) -> [Element]? {
        try take(key) { json, field throws(OCIError) in
            var elements: [Element] = []
            for element in try Self.required(json.array, field) { elements.append(try convert(element, field)) }
            return elements
        }
    }

    package mutating func stringMap(_ key: String) throws(OCIError) -> [String: String]? {
        try map(key) { json, field throws(OCIError) in try Self.required(json.string, field) }
    }

    package mutating func integerMap<Number: FixedWidthInteger>(_ key: String) throws(OCIError) -> [String: Number]? {
        try map(key) { json, field throws(OCIError) in try Self.required(json.integer(), field) }
    }

    /// Takes an object whose members have names that are not known beforehand.
    package mutating func map<Value>(
        _ key: String, _ convert: (JSONValue, String) throws(OCIError) -> Value
    ) throws(OCIError) -> [String: Value]? {
        try take(key) { json, field throws(OCIError) in
            var map: [String: Value] = [:]
            for member in try Self.required(json.object, field).members {
                map[member.key] = try convert(member.value, "\(field).\(member.key)")
            }
            return map
        }
    }

    package func required<Value>(_ value: Value?, _ key: String) throws(OCIError) -> Value {
        try Self.required(value, field(key))
    }

    private static func required<Value>(_ value: Value?, _ field: String) throws(OCIError) -> Value {
        guard let value else { throw .malformed(field: field) }
        return value
    }

    private func field(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }
}
