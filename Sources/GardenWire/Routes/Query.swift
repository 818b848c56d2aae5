public import Garden

/// The query of a request: names with values, in order.
///
/// Decoded like a form: `+` is a space, a pair without `=` has the empty value, and a pair that holds `;` or a broken
/// escape is dropped. Bytes that are not UTF-8 become U+FFFD, so that a filter never gets wider by them.
public struct Query: Sendable, Hashable {
    /// One name with its value.
    public struct Pair: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value.
        public var value: String
    }

    /// The pairs; names may repeat.
    public let pairs: [Pair]

    /// Decodes a query as it was sent, without the question mark.
    public init(parsing text: some StringProtocol) {
        pairs = Substring(text).utf8.split(separator: UInt8(ascii: "&")).compactMap(Pair.init)
    }

    /// A query of `values`, sorted by name.
    public init(_ values: [String: String]) {
        pairs = values.sorted { $0.key < $1.key }.map { Pair(name: $0.key, value: $0.value) }
    }

    /// The query that asks for what `filter` matches.
    public init(_ filter: PropertyFilter) { self.init(filter.properties) }

    /// The query that names `handles`. It is never empty, because servers may not bear one without the name.
    public init(handles: [String]) { self.init(["handles": handles.joined(separator: ",")]) }

    /// The first value of `name`.
    public subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The pairs as a property filter; of several values of one name the first counts.
    public var filter: PropertyFilter {
        PropertyFilter(Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }

    /// What `handles` names, empty elements included; nil when the query does not have that name.
    public var handles: [String]? {
        self["handles"].map { list in
            list.isEmpty ? [] : list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The query as it is sent, without the question mark.
    public var encoded: String {
        pairs.map { pair in
            PercentEncoding.encode(pair.name, plus: .space) + "=" + PercentEncoding.encode(pair.value, plus: .space)
        }.joined(separator: "&")
    }
}

extension Query.Pair {
    /// Decodes `name=value`; nil when it must be dropped.
    fileprivate init?(_ text: Substring.UTF8View) {
        guard !text.contains(UInt8(ascii: ";")) else { return nil }
        let halves = text.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = PercentEncoding.decodeField(Substring(halves[0])),
            let value = PercentEncoding.decodeField(halves.count > 1 ? Substring(halves[1]) : "")
        else { return nil }
        self.init(name: name, value: value)
    }
}
