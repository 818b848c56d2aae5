extension SplitMix64 {
    private static let methods = ["GET", "GET", "GET", "POST", "PUT", "DELETE"]
    private static let oddMethods = ["HEAD", "OPTIONS", "CONNECT", "TRACE", "PATCH", "PRI", "get", "M-SEARCH", "X", ""]
    private static let handles = [
        "some-handle", "h", "a%2Fb", "a%20b", "%C3%A9", "%zz", "%", "%FF", "..", ".", "", "a+b", "bulk_info",
        "%F0%9F%98%80", "e\u{301}", "x;y", "no-such",
    ]
    private static let versions = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0"]
    private static let oddVersions = [
        "HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "HTTP/1", "HTTP/11", "http/1.1", "", "HTTP/1.1 x",
    ]
    private static let oddHeaders = [
        "Connection: close", "Connection: keep-alive", "Connection: Upgrade\r\nUpgrade: h2c", "Upgrade: websocket",
        "Expect: 100-continue", "Expect: 200-ok", "Content-Type: application/x-www-form-urlencoded",
        "X-Vcap-Request-Id: 6f1c-0d", "X-Vcap-Request-Id: ----", "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked", "transfer-encoding: Chunked ", "Transfer-Encoding: gzip, chunked",
        "Content-Length: 0", "Content-Length: 3", "Content-Length: -1", "Content-Length: +3", "Content-Length: 0x10",
        "Content-Length: 18446744073709551615", "Content-Length: 18446744073709551616", "Content-Length: 1e3",
        "Content-Length: 9223372036854775808", "Content-Length: 3, 3", "Content-Length:", "Content-Length : 3",
        "Content-Length: 70000", "Host: other", "Host:", "no colon", ": no name", " folded: line", "Folded: a\r\n b",
        "Nul: a\0b", "Bare: a\rb", "Line: a\nb", "\u{E9}: \u{E9}", "Proxy-Connection: close", "Keep-Alive: timeout=1",
        "Sec-WebSocket-Key: x", "HTTP2-Settings: x", "Trailer: Expires",
    ]

    /// A request, mostly one that the server will understand.
    public mutating func request() -> [UInt8] {
        let hasBody = oneIn(2)
        return request(
            method: hasBody ? pick(["POST", "PUT"]) : pick(Self.methods), target: target(),
            body: hasBody ? body() : nil)
    }

    /// A Run or Attach, which makes a stream of the connection.
    public mutating func processRequest() -> [UInt8] {
        let handle = oneIn(10) ? pick(Self.handles) : "some-handle"
        if oneIn(5) { return request(method: "GET", target: "/containers/\(handle)/processes/p", body: nil) }
        let spec = oneIn(10) ? jsonObject() : Array("{\"path\":\"/\(below(1000))\"}".utf8)
        return request(method: "POST", target: "/containers/\(handle)/processes", body: spec, oddities: 20)
    }

    /// A request for an output stream, existing or not.
    public mutating func outputRequest(streams: Int) -> [UInt8] {
        let stream = oneIn(5) ? String(decoding: stumblingBlock(), as: UTF8.self) : "\(below(streams + 2))"
        let target = "/containers/h/processes/p/attaches/\(stream)/\(pick(["stdout", "stderr"]))"
        return request(method: "GET", target: target, body: nil, oddities: 10)
            + (oneIn(3) ? randomBytes(below(50)) : [])
    }

    /// The messages that a client sends on a process connection, mostly.
    public mutating func payloads() -> [UInt8] {
        var output: [UInt8] = []
        for _ in 0..<size(upTo: 60) {
            switch below(12) {
            case 0, 1, 2: output += Array("{\"process_id\":\"p\",\"source\":0,\"data\":\"\(below(1000))\"}".utf8)
            case 3: output += Array("{\"source\":0}".utf8)
            case 4: output += Array("{\"signal\":\(pick(["0", "1", "2", "-1", "null", "\"KILL\""]))}".utf8)
            case 5: output += Array("{\"tty\":{\"window_size\":{\"columns\":\(below(70_000)),\"rows\":1}}}".utf8)
            case 6: output += Array("{\"source\":0,\"data\":\"\(String(repeating: "y", count: below(9000)))\"}".utf8)
            case 7: output += jsonObject(depth: 2)
            case 8 where oneIn(4): output += json(depth: 2)
            case 9 where oneIn(6):
                output += Array("{\"data\":\"".utf8) + Array(repeating: UInt8(ascii: "z"), count: below(60_000))
            case 10 where oneIn(8): output += Array(repeating: UInt8(ascii: "["), count: below(3000))
            default: output += Array(pick(["\n", "", " ", "{}", "null"]).utf8)
            }
        }
        return oneIn(6) ? damage(output) : output
    }

    // MARK: parts

    private mutating func request(method: String, target: String, body: [UInt8]?, oddities: Int = 4) -> [UInt8] {
        let method = oneIn(oddities * 4) ? pick(Self.oddMethods) : method
        let version = oneIn(oddities * 5) ? pick(Self.oddVersions) : pick(Self.versions)
        let separator = oneIn(oddities * 8) ? pick(["  ", "\t", ""]) : " "
        var lines = ["\(method)\(separator)\(target) \(version)", "Host: api"]
        while oneIn(oddities) { lines.append(pick(Self.oddHeaders)) }
        if oneIn(oddities * 30) { lines.append("Long: \(String(repeating: "l", count: below(40_000)))") }
        if oneIn(oddities * 30) { lines += (0..<below(2000)).map { "H\($0): v" } }
        let ending = oneIn(oddities * 8) ? pick(["\n", "\r", "\r\r\n"]) : "\r\n"
        guard let body else { return Array((lines + ["", ""]).joined(separator: ending).utf8) }
        return framed(lines, body, ending)
    }

    private mutating func framed(_ lines: [String], _ body: [UInt8], _ ending: String) -> [UInt8] {
        if oneIn(4) {
            let head = (lines + ["Transfer-Encoding: chunked", "", ""]).joined(separator: ending)
            return Array(head.utf8) + chunked(body)
        }
        let length = oneIn(20) ? max(0, body.count + below(9) - 4) : body.count
        let head = (lines + ["Content-Length: \(length)", "", ""]).joined(separator: ending)
        return Array(head.utf8) + body
    }

    /// `body` in chunks, some of them wrong.
    private mutating func chunked(_ body: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        for packet in packets(body) where !packet.isEmpty {
            var size = String(packet.count, radix: 16)
            if oneIn(30) {
                size = pick(["-1", "ffffffffffffffff", "10000000000000000", "g", "", "7fffffffffffffff", "0"])
            }
            if oneIn(20) { size += pick([";a=b", " ", ";", ";\"x", ";a=\"\r\n\""]) }
            output += Array("\(size)\r\n".utf8) + packet + Array(oneIn(40) ? "\n".utf8 : "\r\n".utf8)
        }
        return output
            + Array(
                pick(["0\r\n\r\n", "0\r\n\r\n", "0\r\n\r\n", "0\r\nTrailer: x\r\n\r\n", "0\r\n", "", "00\n\n"]).utf8)
    }

    private mutating func body() -> [UInt8] {
        switch below(12) {
        case 0: randomBytes(size(upTo: 200))
        case 1: json()
        case 2: Array(String(repeating: "[", count: below(20_000)).utf8)
        case 3: Array("\(next())".utf8)
        case 4 where oneIn(8): Array(repeating: UInt8(ascii: " "), count: below(100_000))
        default: jsonObject()
        }
    }

    private mutating func target() -> String {
        let handle = pick(Self.handles)
        let path =
            switch below(14) {
            case 0: "/ping"
            case 1: "/capacity"
            case 2, 3: "/containers"
            case 4: "/containers/\(handle)"
            case 5: "/containers/" + pick(["bulk_info", "bulk_metrics"]) + "?handles=\(handle),\(pick(Self.handles))"
            case 6: "/containers/\(handle)/properties/\(pick(Self.handles))"
            case 7: "/containers/\(handle)/limits/" + pick(["bandwidth", "cpu", "disk", "memory", "pid"])
            case 8: "/containers/\(handle)/net/" + pick(["in", "out", "out/bulk", "x"])
            case 9: "/containers/\(handle)/files?user=root&destination=/tmp&source=/tmp"
            default:
                "/containers/\(handle)/"
                    + pick(["info", "stop", "properties", "metrics", "grace_time", "properties", "processes", "x"])
            }
        return oneIn(6) ? oddTarget(path) : path
    }

    private mutating func oddTarget(_ path: String) -> String {
        switch below(9) {
        case 0: "http://api\(path)"
        case 1: "HTTPS://[::1]:7777\(path)"
        case 2: "/\(path)"
        case 3: "\(path)/"
        case 4: "*"
        case 5: "api:80"
        case 6: path + "?" + String(decoding: damage(Array("a=b&c=%20d;e&f=+g&handles=a,,b".utf8)), as: UTF8.self)
        case 7: path + "#fragment"
        default: String(decoding: damage(Array(path.utf8)), as: UTF8.self)
        }
    }
}
