import GardenWire

/// One request of the API.
struct Request: Sendable {
    var route: Route
    var parameters = RouteParameters()
    var query: Query?
    var body: [UInt8]?
    /// Whether a tar archive of unknown length is sent behind the request, as an `ArchiveUpload`.
    var archiveFollows = false

    /// The bytes that are sent.
    ///
    /// - Parameter closing: whether the server is to close the connection after its answer. Never when the connection
    ///   is to carry a process's streams: servers and clients take it as a refusal there.
    func encoded(headers: [(name: String, value: String)], closing: Bool) -> [UInt8] {
        var lines = ["\(route.method) \(route.target(parameters, query: query)) HTTP/1.1", "Host: api"]
        // Without it servers may compress answers.
        if closing { lines.append("Accept-Encoding: identity") }
        lines += headers.map { "\($0.name): \($0.value)" }
        if let body { lines += ["Content-Length: \(body.count)", "Content-Type: application/json"] }
        if archiveFollows { lines += ["Transfer-Encoding: chunked", "Content-Type: application/x-tar"] }
        if closing { lines.append("Connection: close") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }
}
