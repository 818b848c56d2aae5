import JSON

/// Collects the members of one JSON object in the order of the calls.
struct WireWriter {
    private var members: [(String, JSONValue)] = []

    /// The object that `fill` describes.
    static func object(_ fill: (inout WireWriter) -> Void) -> JSONValue {
        var writer = WireWriter()
        fill(&writer)
        return .object(JSONObject(writer.members))
    }

    // MARK: always written

    mutating func always(_ name: String, _ value: JSONValue) { members.append((name, value)) }

    mutating func always(_ name: String, _ value: String) { always(name, .string(value)) }

    mutating func always(_ name: String, _ value: some FixedWidthInteger) { always(name, .integer(value)) }

    mutating func always(_ name: String, _ value: some WireEncodable) { always(name, value.wire) }

    // MARK: written unless nil

    mutating func present(_ name: String, _ value: (some FixedWidthInteger)?) {
        if let value { always(name, value) }
    }

    mutating func present(_ name: String, _ value: (some WireEncodable)?) {
        if let value { always(name, value) }
    }

    // MARK: written unless zero

    mutating func nonZero(_ name: String, _ value: String) {
        if !value.isEmpty { always(name, value) }
    }

    mutating func nonZero(_ name: String, _ value: Bool) {
        if value { always(name, .bool(true)) }
    }

    mutating func nonZero(_ name: String, _ value: some FixedWidthInteger) {
        if value != 0 { always(name, value) }
    }

    mutating func nonZero(_ name: String, _ value: [String]) {
        if !value.isEmpty { always(name, .strings(value)) }
    }

    mutating func nonZero(_ name: String, _ value: [String: String]) {
        if !value.isEmpty { always(name, PropertyMap(value)) }
    }

    mutating func nonZero(_ name: String, _ value: [some WireEncodable]) {
        if !value.isEmpty { always(name, .array(value.map(\.wire))) }
    }
}

extension Duration {
    /// Whole nanoseconds, as durations are on the wire; one too long for that is the longest possible.
    var wireNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflow) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard tooLong || overflow else { return sum }
        return seconds < 0 ? .min : .max
    }
}
