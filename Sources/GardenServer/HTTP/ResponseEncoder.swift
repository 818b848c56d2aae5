import NIOHTTP1

/// Writes answers as HTTP/1.
struct ResponseEncoder: Sendable {
    /// What of a request its answer depends on.
    struct Style: Sendable, Hashable {
        /// Whether the client speaks HTTP/1.0.
        var isVersion0 = false
        /// Whether another request may follow on the connection.
        var keepsAlive = true
        /// Whether only the head is wanted.
        var isHead = false

        init() {}

        init(_ head: HTTPRequestHead) {
            isVersion0 = head.version.minor == 0
            isHead = head.method == .HEAD
            // A client that offers another protocol gets its answer, but this parser has stopped behind the request.
            keepsAlive = head.isKeepAlive && head.method != .CONNECT && !head.headers.contains(name: "upgrade")
        }
    }

    /// Seconds since 1970.
    let now: @Sendable () -> Int64

    /// A complete answer.
    func encode(_ response: Response, _ style: Style) -> [UInt8] {
        var head = beginning(response.status, style)
        head += "Content-Type: application/json\r\n"
        head += date
        head += "Content-Length: \(response.body.count)\r\n"
        if !response.allowedMethods.isEmpty { head += "Allow: \(response.allowedMethods.joined(separator: ", "))\r\n" }
        if !style.keepsAlive {
            head += "Connection: close\r\n"
        } else if style.isVersion0 {
            head += "Connection: keep-alive\r\n"
        }
        head += "\r\n"
        return Array(head.utf8) + (style.isHead ? [] : response.body)
    }

    /// The head after which the connection is a stream of bytes.
    ///
    /// The empty body makes it true HTTP; the original's clients refuse one without length, or with
    /// `Connection: close`.
    func encodeHijack(status: Int, isJSON: Bool, _ style: Style) -> [UInt8] {
        var head = beginning(status, style)
        if isJSON { head += "Content-Type: application/json\r\n" }
        head += date
        head += "Content-Length: 0\r\n\r\n"
        return Array(head.utf8)
    }

    /// The head of an answer whose body is an archive: chunked, or what comes until the connection ends.
    func encodeArchive(_ style: Style) -> [UInt8] {
        var head = beginning(200, style)
        head += "Content-Type: application/x-tar\r\n"
        head += date
        if !style.isVersion0 { head += "Transfer-Encoding: chunked\r\n" }
        if style.isVersion0 || !style.keepsAlive { head += "Connection: close\r\n" }
        head += "\r\n"
        return Array(head.utf8)
    }

    /// Tells a client that waits with its body to send it.
    static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private var date: String { "Date: \(HTTPDate.text(seconds: now()))\r\n" }

    private func beginning(_ status: Int, _ style: Style) -> String {
        let phrase = HTTPResponseStatus(statusCode: status).reasonPhrase
        return "HTTP/1.\(style.isVersion0 ? 0 : 1) \(status) \(phrase)\r\n"
    }
}
