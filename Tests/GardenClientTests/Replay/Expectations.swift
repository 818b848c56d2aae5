import Foundation
import GardenWire
import GuardianTestSupport
import JSON
import Testing

/// Expects that our client saw what the original's client saw.
///
/// - Parameter instead: what it sees otherwise. Without a row in the table of deliberate differences that may only be
///   the same failure, one that comes of the way and not of the server, in our client's words.
func expectSame(
    _ seen: String?, as recorded: String?, instead: String? = nil, in scenario: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard let instead else {
        #expect(seen == recorded, sourceLocation: sourceLocation)
        return
    }
    #expect(seen == instead, sourceLocation: sourceLocation)
    #expect(seen != recorded, "\(scenario) does not differ any more", sourceLocation: sourceLocation)
    guard DeliberateDifference.client[scenario] == nil else { return }
    #expect(
        recorded.map(isFailureOnTheWay) == true, "\(scenario) is no row of the table", sourceLocation: sourceLocation)
    #expect(isFailureOnTheWay(instead), "\(scenario) is no row of the table", sourceLocation: sourceLocation)
}

/// Whether a report is of a failure that no server put in words.
private func isFailureOnTheWay(_ report: String) -> Bool {
    report.contains(" error ") && !report.contains(" error type=garden.") && !report.contains("GardenError")
}

/// Expects that all requests that were recorded came, and were what the original's client sent.
///
/// How long a connection is kept is part of that; compression, the program's name and the framing of an archive are not.
func expectSameRequests(_ replay: Replay, sourceLocation: SourceLocation = #_sourceLocation) {
    let unplayed = Set(replay.transcript.connections.map(\.id)).subtracting(replay.exchanges.map(\.recorded.id))
    let name = replay.transcript.name
    // The original's client follows redirects; the first request is ours too.
    let mayLackSome = name == "probe-error-redirect-302" || DeliberateDifference.client[name] != nil
    #expect(unplayed.isEmpty || mayLackSome, "not asked for: \(unplayed)", sourceLocation: sourceLocation)
    for exchange in replay.exchanges { expectSameRequest(exchange, sourceLocation: sourceLocation) }
}

private func expectSameRequest(_ exchange: Exchange, sourceLocation: SourceLocation) {
    guard let recorded = exchange.recorded.request, let ours = exchange.ours.request else {
        Issue.record("no request", sourceLocation: sourceLocation)
        return
    }
    #expect(ours.method == recorded.method, sourceLocation: sourceLocation)
    #expect(RequestTarget(parsing: ours.target).path == fullyEscaped(recorded), sourceLocation: sourceLocation)
    #expect(ours.query == recorded.query, sourceLocation: sourceLocation)
    #expect(ours.headers["host"] == recorded.headers["host"], sourceLocation: sourceLocation)
    #expect(ours.headers["connection"] == recorded.headers["connection"], sourceLocation: sourceLocation)
    if recorded.method != "GET" {
        #expect(ours.headers["content-type"] == recorded.headers["content-type"], sourceLocation: sourceLocation)
    }
    if recorded.route == .streamIn {
        #expect(ours.headers["transfer-encoding"] == "chunked", sourceLocation: sourceLocation)
        // One that was refused at once need not have been sent whole.
        if let archive = recorded.dechunked { #expect(ours.dechunked == archive, sourceLocation: sourceLocation) }
    } else if !recorded.isHandWritten {
        #expect(ours.json == recorded.json, sourceLocation: sourceLocation)
        #expect(
            (ours.headers["content-length"] == nil) == (recorded.headers["content-length"] == nil),
            sourceLocation: sourceLocation)
    }
}

/// The path with everything escaped but what is unreserved, by someone else's code.
private func fullyEscaped(_ request: RecordedMessage) -> String {
    let unreserved = CharacterSet(charactersIn: "-._~").union(.letters.union(.decimalDigits).intersection(ascii))
    let path = request.target.split(separator: "?", maxSplits: 1).first ?? ""
    return path.split(separator: "/", omittingEmptySubsequences: false).map { part in
        String(part).removingPercentEncoding?.addingPercentEncoding(withAllowedCharacters: unreserved) ?? String(part)
    }.joined(separator: "/")
}

private let ascii = CharacterSet(charactersIn: Unicode.Scalar(0)...Unicode.Scalar(127))
