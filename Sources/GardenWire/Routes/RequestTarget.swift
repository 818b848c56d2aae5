/// What a request's first line names: a path and a query.
public struct RequestTarget: Sendable, Hashable {
    /// The path as it was sent, for `Route.match`.
    public let path: String
    /// The query.
    public let query: Query

    /// Takes a request line's target apart: `/path?query`, or with scheme and host in front as proxies send it.
    public init(parsing target: String) {
        let bytes = target.utf8
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        path = Self.withoutAuthority(target[..<end])
        query = Query(parsing: end == bytes.endIndex ? "" : target[bytes.index(after: end)...])
    }

    private static func withoutAuthority(_ text: Substring) -> String {
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
        }
        return String(text)
    }
}

extension Route {
    /// What a request for this call names in its first line.
    public func target(_ parameters: RouteParameters = RouteParameters(), query: Query? = nil) -> String {
        guard let query, !query.pairs.isEmpty else { return path(parameters) }
        return path(parameters) + "?" + query.encoded
    }
}
