import JSON

/// Reads the members of one JSON object, each as the type it should have.
///
/// Names match in any letter case; a member that is missing or `null` is its type's zero value.
struct WireReader {
    private let object: JSONObject

    /// A reader of `value`, which is an object, or `null` for one without members.
    init(_ value: JSONValue) throws(WireError) {
        switch value {
        case .null: object = JSONObject()
        case .object(let object): self.object = object
        default: throw .wrongType(field: "", expected: "an object", value: value.excerpt)
        }
    }

    /// The member, unless it is missing or `null`.
    private func member(_ name: String) -> JSONValue? {
        guard let value = object.value(ignoringCase: name), !value.isNull else { return nil }
        return value
    }

    // MARK: scalars

    func string(_ name: String) throws(WireError) -> String {
        try optionalString(name) ?? ""
    }

    func optionalString(_ name: String) throws(WireError) -> String? {
        guard let value = member(name) else { return nil }
        guard let string = value.string else {
            throw .wrongType(field: name, expected: "a string", value: value.excerpt)
        }
        return string
    }

    /// A string whose wrong values must not be repeated in messages.
    func secret(_ name: String) throws(WireError) -> String {
        guard let value = member(name) else { return "" }
        return try value.hiddenString(field: name)
    }

    func bool(_ name: String) throws(WireError) -> Bool {
        guard let value = member(name) else { return false }
        guard let bool = value.bool else {
            throw .wrongType(field: name, expected: "true or false", value: value.excerpt)
        }
        return bool
    }

    func integer<T: FixedWidthInteger>(_ name: String) throws(WireError) -> T {
        try optionalInteger(name) ?? 0
    }

    func optionalInteger<T: FixedWidthInteger>(_ name: String) throws(WireError) -> T? {
        guard let value = member(name) else { return nil }
        return try value.wholeNumber(field: name)
    }

    /// One of an enumeration's values by its number; 0 when it is missing.
    func choice<T: RawRepresentable>(_ name: String) throws(WireError) -> T where T.RawValue: FixedWidthInteger {
        let number: T.RawValue = try integer(name)
        guard let choice = T(rawValue: number) else { throw .unknownChoice(field: name, value: "\(number)") }
        return choice
    }

    /// Nanoseconds.
    func duration(_ name: String) throws(WireError) -> Duration {
        .nanoseconds(try integer(name) as Int64)
    }

    // MARK: collections

    /// Texts that may be secrets, so that a wrong one is not repeated in messages.
    func strings(_ name: String) throws(WireError) -> [String] {
        try elements(name) { (element, field) throws(WireError) in try element.hiddenString(field: field) }
    }

    /// Names with texts that may be secrets.
    func map(_ name: String) throws(WireError) -> [String: String] {
        guard let value = member(name) else { return [:] }
        return try PropertyMap(wire: value, field: name).properties
    }

    func list<T: WireDecodable>(_ name: String) throws(WireError) -> [T] {
        try elements(name) { (element, field) throws(WireError) in
            try T(wire: element, field: field)
        }
    }

    private func elements<T>(
        _ name: String, _ read: (JSONValue, String) throws(WireError) -> T
    ) throws(WireError) -> [T] {
        guard let value = member(name) else { return [] }
        guard let array = value.array else {
            throw .wrongType(field: name, expected: "an array", value: value.excerpt)
        }
        var result: [T] = []
        result.reserveCapacity(array.count)
        for (index, element) in array.enumerated() { result.append(try read(element, "\(name)[\(index)]")) }
        return result
    }

    // MARK: objects

    /// A member object; one that is missing is read as an empty one.
    func value<T: WireDecodable>(_ name: String) throws(WireError) -> T {
        try T(wire: member(name) ?? .null, field: name)
    }

    /// A member object whose presence means something.
    func optional<T: WireDecodable>(_ name: String) throws(WireError) -> T? {
        guard member(name) != nil else { return nil }
        return try value(name)
    }
}

extension WireDecodable {
    /// Reads the value of the member `field`, which errors are to name.
    fileprivate init(wire: JSONValue, field: String) throws(WireError) {
        do {
            try self.init(wire: wire)
        } catch {
            throw error.inside(field)
        }
    }
}

extension JSONValue {
    /// The value for a message: scalars as written, shortened; of the others only what they are.
    var excerpt: String {
        switch self {
        case .array, .object: return kind
        case .null, .bool, .number, .string:
            let text = description
            return text.count > 64 ? text.prefix(60) + "..." : text
        }
    }

    /// What sort of value it is.
    private var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The string, `null` being the empty one; a message about another value says only what it is.
    func hiddenString(field: String) throws(WireError) -> String {
        if isNull { return "" }
        guard let string else { throw .wrongType(field: field, expected: "a string", value: kind) }
        return string
    }

    /// The integer; digits only, because fractions and exponents would lose some.
    func wholeNumber<T: FixedWidthInteger>(field: String) throws(WireError) -> T {
        guard number != nil else { throw .wrongType(field: field, expected: "a number", value: excerpt) }
        guard let integer = integer(as: T.self) else {
            throw .outOfRange(field: field, range: "from \(T.min) to \(T.max)", value: excerpt)
        }
        return integer
    }
}
