/// The members of a JSON object, in order.
///
/// Two objects are equal when they hold the same members, whatever the order.
public struct JSONObject: Sendable {
    /// One name with its value.
    public struct Member: Sendable, Hashable {
        /// The member's name.
        public var key: String
        /// The member's value.
        public var value: JSONValue
    }

    /// The members in the order in which they were read or added.
    public private(set) var members: [Member] = []

    /// An object without members.
    public init() {}

    /// An object with `members`; of those with the same name the last one counts.
    public init(_ members: [(String, JSONValue)]) {
        self.members.reserveCapacity(members.count)
        if members.count <= 16 {
            for (key, value) in members { self[key] = value }
            return
        }
        // Looking for each name among the members would take hours for a hostile client's hundred thousands.
        var places: [String: Int] = [:]
        for (key, value) in members {
            if let place = places[key] {
                self.members[place].value = value
            } else {
                places[key] = self.members.count
                append(key, value)
            }
        }
    }

    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }

    /// How many members there are.
    public var count: Int { members.count }

    /// The member called exactly `key`. Setting nil removes it; setting a new one appends it.
    public subscript(key: String) -> JSONValue? {
        get { members.last { $0.key == key }?.value }
        set {
            let index = members.lastIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Removes every member called exactly `key`.
    ///
    /// - Returns: the value of the last one, which is the one that counts; nil when there was none.
    public mutating func removeValue(_ key: String) -> JSONValue? {
        guard var index = members.lastIndex(where: { $0.key == key }) else { return nil }
        let value = members.remove(at: index).value
        while let earlier = members[..<index].lastIndex(where: { $0.key == key }) {
            members.remove(at: earlier)
            index = earlier
        }
        return value
    }

    /// The last member whose name equals `name` when letter case is ignored, as the original's decoder matches fields.
    public func value(ignoringCase name: String) -> JSONValue? {
        let wanted = name.utf8
        return members.last { Self.equalIgnoringASCIICase($0.key.utf8, wanted) }?.value
    }

    /// Adds a member without looking for an earlier one of that name: for the parser, which keeps duplicates.
    mutating func append(_ key: String, _ value: JSONValue) {
        members.append(Member(key: key, value: value))
    }

    private static func equalIgnoringASCIICase(_ left: String.UTF8View, _ right: String.UTF8View) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        return left.count == right.count && zip(left, right).allSatisfy { lower($0) == lower($1) }
    }
}

extension JSONObject: Hashable {
    /// Whether both hold the same members, whatever the order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.members == right.members || left.sorted() == right.sorted()
    }

    /// Feeds the members in an order of their own, so that equal objects hash alike.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(sorted())
    }

    private func sorted() -> [Member] {
        members.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }.map(\.element)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object with its members in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
