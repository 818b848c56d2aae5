import JSON

/// Reads a state file's values: what is missing, null or of another type counts as not said.
extension JSONValue? {
    var strings: [String] { self?.array?.compactMap(\.string) ?? [] }

    var text: String { self?.string ?? "" }

    var isTrue: Bool { self?.bool ?? false }

    var elements: [JSONValue] { self?.array ?? [] }

    func number<Number: FixedWidthInteger>(or other: Number = 0) -> Number { self?.integer() ?? other }

    var stringMap: [String: String] {
        var map: [String: String] = [:]
        for member in self?.object?.members ?? [] {
            if let text = member.value.string { map[member.key] = text }
        }
        return map
    }
}

/// Writes a state file's values as Go does.
extension JSONValue {
    /// An object with its members in order.
    static func sorted(_ map: [String: String]) -> JSONValue {
        .object(JSONObject(map.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    /// An array; null when it is empty, as Go writes a list that was never filled.
    static func list(_ elements: [JSONValue]) -> JSONValue { elements.isEmpty ? .null : .array(elements) }

    /// An array of strings; null when it is empty.
    static func list(_ strings: [String]) -> JSONValue { strings.isEmpty ? .null : .strings(strings) }
}

extension JSONObject {
    /// Adds members but those that are nil, and null ones too: Go's `omitempty`.
    mutating func addGiven(_ members: KeyValuePairs<String, JSONValue?>) {
        for (key, value) in members {
            if let value, !value.isNull { self[key] = value }
        }
    }
}
