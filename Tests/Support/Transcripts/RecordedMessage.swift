import Glibc

/// One HTTP message of a recorded connection: a request or a response at the start of some bytes.
public struct RecordedMessage: Sendable {
    /// The request line or status line.
    public let startLine: String
    /// The header lines, names in lower case.
    public let headers: [String: String]
    /// Everything behind the head: the body, and on hijacked connections what follows it.
    public let rest: [UInt8]

    /// Takes `bytes` apart; nil when they hold no complete head.
    public init?(parsing bytes: [UInt8]) {
        guard let headLength = Self.headLength(of: bytes) else { return nil }
        let head = String(decoding: bytes.prefix(headLength), as: UTF8.self)
        let lines = head.split(omittingEmptySubsequences: false) { $0.isNewline }
        startLine = lines.first.map(String.init) ?? ""
        let pairs = lines.dropFirst().compactMap { line in
            line.firstIndex(of: ":").map { colon in
                (line[..<colon].lowercased(), String(line[line.index(after: colon)...].drop { $0 == " " }))
            }
        }
        headers = Dictionary(pairs, uniquingKeysWith: { _, last in last })
        rest = Array(bytes.dropFirst(headLength + 4))
    }

    /// The bytes that `Content-Length` counts; all that follows the head when it is not there.
    public var body: [UInt8] {
        headers["content-length"].flatMap { Int($0) }.map { Array(rest.prefix($0)) } ?? rest
    }

    /// The method of a request.
    public var method: String { String(startLine.prefix { $0 != " " }) }

    /// The target of a request.
    public var target: String {
        let words = startLine.split(separator: " ")
        return words.count > 1 ? String(words[1]) : ""
    }

    /// Heads can be a megabyte long, and are looked for with every piece that comes.
    private static func headLength(of bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { buffer in
            var next = 0
            while let start = buffer.baseAddress, next + 4 <= buffer.count,
                let found = memchr(start + next, Int32(UInt8(ascii: "\r")), buffer.count - 3 - next)
            {
                let offset = UnsafeRawPointer(found) - start
                if memcmp(found, "\r\n\r\n", 4) == 0 { return offset }
                next = offset + 1
            }
            return nil
        }
    }
}
