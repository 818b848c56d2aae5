import GardenWire
import GuardianTestSupport
import JSON

/// Which call a request makes, apart from how its names are escaped.
enum RequestedCall: Hashable {
    case known(Route, RouteParameters)
    case unknown(String)
}

extension RecordedMessage {
    var call: RequestedCall {
        let path = RequestTarget(parsing: target).path
        guard case .matched(let route, let parameters) = Route.match(method: method, path: path) else {
            return .unknown(startLine)
        }
        return .known(route, parameters)
    }

    var route: Route? {
        guard case .known(let route, _) = call else { return nil }
        return route
    }

    var parameters: RouteParameters {
        guard case .known(_, let parameters) = call else { return RouteParameters() }
        return parameters
    }

    /// The query as it was sent.
    var query: String { target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? "" }

    /// Whether someone wrote it by hand, and not the original's client.
    var isHandWritten: Bool { headers["user-agent"] == nil }

    /// The body as JSON; null when there is none.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    /// The JSON values behind the message's body.
    var payloads: [JSONValue] {
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        var splitter = PayloadSplitter()
        splitter.append(rest.dropFirst(length))
        var values: [JSONValue] = []
        while case .value(let text) = splitter.nextPiece(), let value = try? JSONValue(parsing: text) {
            values.append(value)
        }
        return values
    }

    /// The whole body, whatever its framing; nil as long as it is not complete.
    var dechunked: [UInt8]? {
        guard headers["transfer-encoding"] == "chunked" else {
            let length = headers["content-length"].flatMap { Int($0) } ?? 0
            return rest.count >= length ? body : nil
        }
        var result: [UInt8] = []
        var unread = rest[...]
        while let end = unread.firstIndex(of: 0x0A) {
            let line = String(decoding: unread[..<end].dropLast(), as: UTF8.self)
            guard let size = Int(line, radix: 16) else { return nil }
            unread = unread[(end + 1)...]
            guard unread.count >= size + 2 else { return nil }
            if size == 0 { return result }
            result += unread.prefix(size)
            unread = unread.dropFirst(size + 2)
        }
        return nil
    }
}
