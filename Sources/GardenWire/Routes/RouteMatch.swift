/// What a request's method and path mean.
public enum RouteMatch: Sendable, Hashable {
    /// A call of the API.
    case matched(Route, RouteParameters)
    /// The path exists, but only for the methods `allowed`, sorted.
    case methodNotAllowed(allowed: [String])
    /// No call has this path.
    case notFound
    /// A part of the path holds a broken percent escape, or bytes that are no text.
    case malformedPath
}

/// The parts of a path that vary, unescaped and unchecked; empty where the route has no such part.
public struct RouteParameters: Sendable, Hashable {
    /// `:handle`.
    public var handle: String
    /// `:pid`: the process's id.
    public var process: String
    /// `:streamid`.
    public var stream: String
    /// `:key`: a property's key.
    public var key: String

    /// The parts of a path.
    public init(handle: String = "", process: String = "", stream: String = "", key: String = "") {
        (self.handle, self.process, self.stream, self.key) = (handle, process, stream, key)
    }
}

extension Route {
    /// Finds the call that a request means.
    ///
    /// Paths are neither cleaned nor unescaped before they are compared, so `%2F` stays inside a part. A part that
    /// varies may be empty, except at the path's end.
    ///
    /// - Parameter path: the path as it was sent, without a query.
    public static func match(method: String, path: String) -> RouteMatch {
        let slash = UInt8(ascii: "/")
        guard path.utf8.first == slash else { return .notFound }
        // Bytes, because a combining character behind a slash would hide it from a split by characters.
        let parts = path.utf8.dropFirst().split(separator: slash, omittingEmptySubsequences: false).map(Substring.init)
        let candidates = RoutePattern.all.filter { $0.matches(parts) }
        guard !candidates.isEmpty else { return .notFound }
        guard let pattern = candidates.first(where: { $0.route.method == method }) else {
            return .methodNotAllowed(allowed: Set(candidates.map(\.route.method)).sorted())
        }
        guard let parameters = pattern.parameters(of: parts) else { return .malformedPath }
        return .matched(pattern.route, parameters)
    }

    /// The path of a request, with every part fully escaped.
    public func path(_ parameters: RouteParameters = RouteParameters()) -> String {
        RoutePattern(self).parts.map { part in
            switch part {
            case .fixed(let text): "/" + text
            case .parameter(let keyPath): "/" + PercentEncoding.encode(parameters[keyPath: keyPath])
            }
        }.joined()
    }
}

/// A route's path, taken apart.
private struct RoutePattern: Sendable {
    enum Part: Sendable {
        case fixed(Substring)
        case parameter(any WritableKeyPath<RouteParameters, String> & Sendable)
    }

    static let all = Route.allCases.map(RoutePattern.init)

    let route: Route
    let parts: [Part]

    init(_ route: Route) {
        self.route = route
        parts = route.pattern.split(separator: "/").map { part in
            switch part {
            case ":handle": .parameter(\.handle)
            case ":pid": .parameter(\.process)
            case ":streamid": .parameter(\.stream)
            case ":key": .parameter(\.key)
            default: .fixed(part)
            }
        }
    }

    func matches(_ path: [Substring]) -> Bool {
        guard path.count == parts.count else { return false }
        if case .parameter = parts.last, path.last?.isEmpty == true { return false }
        return zip(parts, path).allSatisfy { part, text in
            if case .fixed(let wanted) = part { text == wanted } else { true }
        }
    }

    /// The unescaped parts; nil when one cannot be unescaped.
    func parameters(of path: [Substring]) -> RouteParameters? {
        var result = RouteParameters()
        for (part, text) in zip(parts, path) {
            guard case .parameter(let keyPath) = part else { continue }
            guard let value = PercentEncoding.decode(text) else { return nil }
            result[keyPath: keyPath] = value
        }
        return result
    }
}
