/// Takes the framing off a response's body, piece by piece as its bytes come.
struct BodyDecoder: Sendable {
    private enum State {
        /// So many bytes of the body to come, or of a chunk.
        case bytes(Int)
        /// All bytes to come, up to the connection's end.
        case allBytes
        /// The line with the size of a chunk.
        case chunkSize
        /// The line end behind a chunk.
        case chunkEnd
        /// The lines behind the last chunk, which nobody needs.
        case trailers
        case ended
        /// What came is no body: nothing behind it can be trusted.
        case broken(RemoteError)
    }

    /// More than any server sends; a limit so that a broken one cannot fill the memory, or go on for ever.
    private static let limit = 64 << 10

    /// So many bytes of lines each chunk makes up for, or as many as it is long: its size, and a small extension.
    private static let allowance = 32

    private let isChunked: Bool
    private var state: State
    private var bytes: [UInt8] = []
    private var offset = 0
    /// How many bytes came in lines that chunks did not make up for.
    private var excess = 0

    init(_ framing: ResponseHead.Framing) {
        isChunked = framing == .chunked
        state =
            switch framing {
            case .length(0): .ended
            case .length(let length): .bytes(length)
            case .chunked: .chunkSize
            case .untilClose: .allBytes
            }
    }

    /// Takes in what the connection brought.
    mutating func append(_ more: [UInt8]) {
        if offset == bytes.count {
            (bytes, offset) = (more, 0)
        } else {
            bytes = bytes[offset...] + more
            offset = 0
        }
    }

    /// Takes in that the connection has ended.
    ///
    /// - Throws: `RemoteError.connectionLost` when the body has not.
    mutating func finish() throws(RemoteError) {
        switch state {
        case .allBytes, .ended: state = .ended
        case .bytes, .chunkSize, .chunkEnd, .trailers: throw .connectionLost(reason: "unexpected EOF")
        case .broken(let error): throw error
        }
    }

    /// The next bytes of the body; none at its end, and from then on; nil when more bytes are needed.
    mutating func nextPiece() throws(RemoteError) -> [UInt8]? {
        while true {
            switch state {
            case .ended: return []
            case .allBytes: return takeBytes(upTo: .max)
            case .bytes(let count):
                guard let piece = takeBytes(upTo: count) else { return nil }
                state = piece.count < count ? .bytes(count - piece.count) : isChunked ? .chunkEnd : .ended
                return piece
            case .chunkSize, .chunkEnd, .trailers:
                do {
                    guard let line = try takeLine() else { return nil }
                    state = try nextState(behind: line)
                } catch {
                    state = .broken(error)
                }
            case .broken(let error): throw error
            }
        }
    }

    private mutating func nextState(behind line: String) throws(RemoteError) -> State {
        switch state {
        case .chunkSize:
            let size = try Self.chunkSize(line)
            if size > 0 { excess -= min(excess, max(size, Self.allowance)) }
            return size == 0 ? .trailers : .bytes(size)
        case .chunkEnd:
            guard line.isEmpty else { throw .badResponse(reason: "a chunk is longer than its size") }
            return .chunkSize
        case .trailers: return line.isEmpty ? .ended : .trailers
        case .bytes, .allBytes, .ended, .broken: return state
        }
    }

    private static func chunkSize(_ line: String) throws(RemoteError) -> Int {
        let digits = line.prefix { $0 != ";" && $0 != " " }
        guard digits.allSatisfy(\.isHexDigit), let size = Int(digits, radix: 16) else {
            throw .badResponse(reason: "'\(line.prefix(20))' is no size of a chunk")
        }
        return size
    }

    private mutating func takeBytes(upTo limit: Int) -> [UInt8]? {
        let count = min(limit, bytes.count - offset)
        guard count > 0 else { return nil }
        defer {
            offset += count
            if offset == bytes.count { (bytes, offset) = ([], 0) }
        }
        return count == bytes.count ? bytes : Array(bytes[offset..<(offset + count)])
    }

    private mutating func takeLine() throws(RemoteError) -> String? {
        // Behind a chunk comes nothing but its line end, so what is no line end shows without waiting for one.
        if case .chunkEnd = state, let first = bytes[offset...].first, ![0x0D, 0x0A].contains(first) {
            throw .badResponse(reason: "a chunk is longer than its size")
        }
        guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) else {
            try checkExcess(adding: bytes.count - offset)
            return nil
        }
        try checkExcess(adding: end + 1 - offset)
        excess += end + 1 - offset
        let line = bytes[offset..<end]
        offset = end + 1
        return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }

    private func checkExcess(adding count: Int) throws(RemoteError) {
        guard excess + count <= Self.limit else {
            throw .badResponse(reason: "more than \(Self.limit) bytes are neither the body nor its framing")
        }
    }
}
