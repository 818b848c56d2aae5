import GardenWire
import GuardianTestSupport
import JSON

/// What a server said on a connection, taken apart and held against what clients may rely on.
struct ServerAnswers: Sendable {
    /// How many final answers there are.
    private(set) var count = 0
    /// What is wrong with them.
    private(set) var complaint: String?

    private var rest: [UInt8]
    private let requests: [UInt8]

    /// Takes `bytes` apart, which answer `requests`. The last answer may be cut when the client did not wait for it.
    init(_ bytes: [UInt8], to requests: [UInt8], mayBeCut: Bool) {
        rest = bytes
        self.requests = requests
        while !rest.isEmpty, complaint == nil {
            guard let message = RecordedMessage(parsing: rest) else {
                if !mayBeCut { complaint = "a head is cut or none" }
                return
            }
            take(message, mayBeCut)
        }
    }

    private mutating func take(_ message: RecordedMessage, _ mayBeCut: Bool) {
        let words = message.startLine.split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0] == "HTTP/1.1" || words[0] == "HTTP/1.0", let status = Int(words[1]) else {
            return complain("the status line \(message.startLine)")
        }
        rest = message.rest
        if status == 100 { return }
        count += 1
        if message.headers["content-type"] == "application/x-tar" { return takeArchive(message, status, mayBeCut) }
        guard message.headers["date"] != nil, let length = message.headers["content-length"].flatMap({ Int($0) }) else {
            return complain("the head \(message.headers)")
        }
        if length == 0 { return takeStream(message, status) }
        guard message.headers["content-type"] == "application/json" else { return complain("the type of the body") }
        // Only a request for a head is answered without the body that is announced; no call allows the method.
        if status >= 400, isHeadOnly() { return }
        guard rest.count >= length else {
            if !mayBeCut { complain("a body of \(rest.count) bytes instead of \(length)") }
            rest = []
            return
        }
        takeBody(Array(rest.prefix(length)), status)
        rest.removeFirst(length)
    }

    /// An archive goes up to its last chunk, or up to the end of the connection.
    private mutating func takeArchive(_ message: RecordedMessage, _ status: Int, _ mayBeCut: Bool) {
        guard status == 200, message.headers["date"] != nil else { return complain("the archive \(message.headers)") }
        guard message.headers["transfer-encoding"] == "chunked" else {
            if message.headers["connection"] != "close" { complain("an archive without an end") }
            rest = []
            return
        }
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")) {
            guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) else {
                return complain("the size of a chunk")
            }
            let length = end + 2 + size + 2
            guard rest.count >= length else { break }
            rest.removeFirst(length)
            if size == 0 { return }
        }
        if !mayBeCut { complain("an archive without its last chunk") }
        rest = []
    }

    private func isHeadOnly() -> Bool {
        let head = Array("HEAD".utf8)
        guard requests.indices.contains(where: { requests[$0...].starts(with: head) }) else { return false }
        return rest.isEmpty || rest.starts(with: Array("HTTP/1.".utf8))
    }

    private mutating func takeBody(_ body: [UInt8], _ status: Int) {
        var parser = JSONParser(body)
        do {
            let value = try parser.nextValue()
            guard value.object != nil, parser.offset == body.count - 1, body.last == UInt8(ascii: "\n") else {
                return complain("the body is no object with a newline")
            }
            if status >= 300, value.object?.count != 5 { complain("an error without the five members") }
        } catch {
            complain("a body that is no JSON: \(error)")
        }
    }

    /// Behind the head of a stream comes output, or payloads, the first of which names the streams.
    private mutating func takeStream(_ message: RecordedMessage, _ status: Int) {
        defer { rest = [] }
        guard status == 200 || status == 201 else { return complain("status \(status) without a body") }
        guard message.headers["content-type"] != nil else { return }
        var splitter = PayloadSplitter()
        splitter.append(rest)
        var payloads: [ProcessPayload] = []
        while let piece = splitter.nextPiece() {
            guard case .value(let text) = piece, let payload = try? ProcessPayload(body: text) else {
                return complain("a payload that cannot be read")
            }
            payloads.append(payload)
        }
        if let first = payloads.first, first.processID.isEmpty || first.streamID.isEmpty { complain("no ids") }
        if payloads.dropFirst().contains(where: { $0.exitStatus == nil && $0.error == nil }) || payloads.count > 2 {
            complain("payloads \(payloads.map(\.wire))")
        }
    }

    private mutating func complain(_ text: String) { complaint = complaint ?? text }
}
