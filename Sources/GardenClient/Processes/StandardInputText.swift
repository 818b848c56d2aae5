/// Cuts standard input into the texts that payloads carry, never inside a character.
///
/// The wire's strings cannot hold bytes that are not UTF-8: the original silently replaces them, this refuses them.
struct StandardInputText: Sendable {
    /// Bytes of text in one payload at most, as the original's client has it.
    static let pieceLimit = 32 << 10

    /// The bytes are not UTF-8.
    struct NotText: Error, Equatable {}

    /// The first bytes of a character whose last ones have not come yet: at most three.
    private var incomplete: [UInt8] = []

    /// The texts that `bytes` complete.
    ///
    /// - Throws: `NotText`; nothing is taken in then.
    mutating func pieces(of bytes: [UInt8]) throws(NotText) -> [String] {
        let all = incomplete + bytes
        let complete = all.dropLast(Self.incompleteLength(at: all[...]))
        var rest = complete
        var pieces: [String] = []
        while !rest.isEmpty {
            var piece = rest.prefix(Self.pieceLimit)
            if piece.count < rest.count { piece = piece.dropLast(Self.incompleteLength(at: piece)) }
            guard let text = String(validating: piece, as: UTF8.self) else { throw NotText() }
            pieces.append(text)
            rest = rest.dropFirst(piece.count)
        }
        incomplete = Array(all[complete.endIndex...])
        return pieces
    }

    /// What is left when no more bytes come: a character that was never completed becomes U+FFFD, or nothing is left.
    mutating func end() -> String? {
        defer { incomplete = [] }
        return incomplete.isEmpty ? nil : "\u{FFFD}"
    }

    /// How many bytes at the end begin a character without completing it.
    private static func incompleteLength(at bytes: ArraySlice<UInt8>) -> Int {
        for (distance, byte) in bytes.suffix(3).reversed().enumerated() {
            let length =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            if length > 1 { return length > distance + 1 ? distance + 1 : 0 }
            // A byte that continues a character: its first byte is further in front.
            guard (0x80...0xBF).contains(byte) else { return 0 }
        }
        return 0
    }
}
