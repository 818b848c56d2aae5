/// The first lines of an HTTP response.
struct ResponseHead: Sendable, Hashable {
    /// How the end of a body is known.
    enum Framing: Sendable, Hashable {
        case length(Int)
        case chunked
        case untilClose
    }

    /// The status code.
    let status: Int
    /// How the end of the body is known. It means nothing on connections that become a process's streams.
    let framing: Framing
    /// How the body is encoded, gzip for one; nil: not at all. It means nothing on those connections either.
    let coding: String?

    /// Whether the call succeeded.
    var isSuccess: Bool { (200...299).contains(status) }

    /// Whether the final head is still to come.
    var isInterim: Bool { (100...199).contains(status) && status != 101 }

    /// Reads a status line and header lines, each ending in CR LF or LF, without the empty line behind them.
    init(parsing text: String) throws(RemoteError) {
        let lines = text.split(omittingEmptySubsequences: true) { $0.isNewline }
        let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].count == 3, let status = Int(words[1]) else {
            throw .badResponse(reason: "'\(text.prefix(40))' is no HTTP response")
        }
        self.status = status
        let headers = lines.dropFirst().compactMap(Self.header)
        framing = try Self.framing(status: status, headers)
        let coding = headers.last { $0.name == "content-encoding" }?.value.lowercased()
        self.coding = coding == "identity" ? nil : coding
    }

    private static func header(_ line: Substring) -> (name: String, value: String)? {
        let halves = line.split(separator: ":", maxSplits: 1)
        guard halves.count == 2 else { return nil }
        return (halves[0].lowercased(), halves[1].filter { $0 != " " && $0 != "\t" })
    }

    private static func framing(
        status: Int, _ headers: [(name: String, value: String)]
    ) throws(RemoteError) -> Framing {
        if status < 200 || status == 204 || status == 304 { return .length(0) }
        var length: Int?
        for (name, value) in headers {
            switch name {
            case "transfer-encoding" where value.lowercased().hasSuffix("chunked"): return .chunked
            case "content-length":
                guard let number = Int(value), number >= 0 else {
                    throw .badResponse(reason: "'\(value)' is no length of a body")
                }
                length = number
            default: break
            }
        }
        return length.map { .length($0) } ?? .untilClose
    }

    /// Expects a body as it is, or in the one other encoding that its reader knows: nothing else was asked for.
    func checkCoding(known: String? = nil) throws(RemoteError) {
        if let coding, coding != known {
            throw .badResponse(reason: "the body is encoded as '\(coding)', which was not asked for")
        }
    }
}
