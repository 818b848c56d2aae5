import JSON

extension JSONObject {
    /// Adds `members`, leaving out what is nil or null: `flag ? true : nil` may well be a JSON null.
    mutating func add(_ members: KeyValuePairs<String, JSONValue?>) {
        for (key, value) in members {
            if let value, !value.isNull { self[key] = value }
        }
    }

    /// Adds members that were read and not understood; those of an object go into the object of that name.
    mutating func keep(_ others: JSONObject) {
        for member in others.members {
            if var object = self[member.key]?.object, let rest = member.value.object {
                object.keep(rest)
                self[member.key] = .object(object)
            } else {
                self[member.key] = member.value
            }
        }
    }
}

extension JSONObject {
    /// The object as a value; nil when it has no member.
    var ifNotEmpty: JSONValue? { isEmpty ? nil : .object(self) }
}

extension [String: JSONValue] {
    /// An object with the keys in order, so that the same map always gives the same text.
    var json: JSONValue { .object(JSONObject(sorted { $0.key < $1.key }.map { ($0.key, $0.value) })) }
}

extension [String: String] {
    /// An object with the keys in order.
    var json: JSONValue { mapValues(JSONValue.string).json }
}
