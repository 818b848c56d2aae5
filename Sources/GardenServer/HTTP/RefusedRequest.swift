import Garden
import NIOHTTP1

/// A request that is answered before it was read to its end.
enum RefusedRequest: Sendable, Hashable {
    /// It is no HTTP.
    case malformed
    /// Its head is too long.
    case headTooLong
    /// It is a version of HTTP that is not spoken here.
    case unknownVersion
    /// It names no host, as every request of HTTP/1.1 does, or several.
    case hostCount(Int)
    /// Its body is too long.
    case bodyTooLong(limit: Int)

    /// What the parser's `error` means.
    init(_ error: any Error) {
        switch error as? HTTPParserError {
        case .headerOverflow: self = .headTooLong
        case .invalidVersion: self = .unknownVersion
        default: self = .malformed
        }
    }

    /// The answer; the connection is closed behind it.
    var response: Response {
        switch self {
        case .malformed: Response(.invalidRequest("the request is not HTTP/1.1"))
        case .headTooLong: Response(.invalidRequest("the head of the request is too long"), status: 431)
        case .unknownVersion: Response(.invalidRequest("this version of HTTP is not spoken here"), status: 505)
        case .hostCount(let count):
            Response(.invalidRequest("the request has \(count) Host headers and not one"))
        case .bodyTooLong(let limit):
            Response(.invalidRequest("the body of the request is longer than \(limit) bytes"), status: 413)
        }
    }
}
