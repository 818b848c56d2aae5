public import JSON

extension SplitMix64 {
    private static let oddNumbers = [
        "0", "1", "-1", "2", "255", "65536", "2147483647", "2147483648", "4294967295", "4294967296",
        "9223372036854775807", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1.5", "1e3",
        "1e400", "-0",
    ]
    private static let oddTexts = [
        "", " ", "a", "a\u{0}b", "\u{0}", "..", ".", "./", "a//b", "a/../b", "é", "e\u{301}", "\u{1F600}", "\u{FFFD}",
        "%s%n", "\n", "a\nb", "\"", "\\", "=", "A=", "=A", "A=B", "true", "null", "-1", "0", "\u{2028}", "\u{1B}[0m",
    ]

    /// `document` with one to four changes of its structure, which leave it JSON: members that are gone, twice as many,
    /// or other things.
    ///
    /// - Parameter texts: more strings to put in.
    public mutating func mutation(of document: JSONValue, texts: [String] = []) -> JSONValue {
        var document = document
        for _ in 0...(oneIn(2) ? 0 : below(4)) {
            var place = below(count(document))
            document = change(document, at: &place, texts) ?? .null
        }
        return document
    }

    private func count(_ value: JSONValue) -> Int {
        switch value {
        case .object(let object): object.members.reduce(1) { $0 + count($1.value) }
        case .array(let elements): elements.reduce(1) { $0 + count($1) }
        default: 1
        }
    }

    /// Changes the value that is `place` steps from the beginning.
    ///
    /// - Returns: nil when it is to be gone.
    private mutating func change(_ value: JSONValue, at place: inout Int, _ texts: [String]) -> JSONValue? {
        if place == 0 {
            place = -1
            return oneIn(4) ? nil : replacement(of: value, texts)
        }
        place -= 1
        switch value {
        case .object(let object):
            var members: [(String, JSONValue)] = []
            for member in object.members {
                let isHere = place == 0
                let new = place >= 0 ? change(member.value, at: &place, texts) : member.value
                guard let new else { continue }
                members.append((isHere && oneIn(8) ? odd(texts) : member.key, new))
            }
            return .object(JSONObject(members))
        case .array(let elements):
            var new: [JSONValue] = []
            for element in elements {
                let isHere = place == 0
                if let changed = place >= 0 ? change(element, at: &place, texts) : element {
                    new += Array(repeating: changed, count: isHere && oneIn(4) ? size(upTo: 60) : 1)
                }
            }
            return .array(new)
        default: return value
        }
    }

    private mutating func odd(_ texts: [String]) -> String {
        if oneIn(20) { return String(repeating: pick(["x", "é", "/a", "../"]), count: below(5000)) }
        return oneIn(2) && !texts.isEmpty ? pick(texts) : pick(Self.oddTexts)
    }

    private mutating func number() -> JSONValue {
        do {
            return try JSONValue(parsing: pick(Self.oddNumbers))
        } catch {
            return 0
        }
    }

    private mutating func replacement(of value: JSONValue, _ texts: [String]) -> JSONValue {
        switch below(10) {
        case 0: .null
        case 1: .bool(oneIn(2))
        case 2: .array([value])
        case 3: .array((0..<size(upTo: 40)).map { _ in value })
        case 4: .object(["a": value])
        case 5: nest()
        case 6, 7: if case .string = value { .string(odd(texts)) } else { number() }
        case 8: .string(odd(texts))
        default: number()
        }
    }

    private mutating func nest() -> JSONValue {
        var value: JSONValue = 1
        let isArray = oneIn(2)
        for _ in 0..<pick([3, 60, 500, 520]) { value = isArray ? .array([value]) : .object(["a": value]) }
        return value
    }
}
