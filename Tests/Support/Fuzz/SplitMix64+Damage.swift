extension SplitMix64 {
    /// Pieces that parsers stumble over.
    private static let stumblingBlocks: [[UInt8]] =
        [
            "\r\n", "\n", "\r", "\r\n\r\n", "\0", " ", "\t", ":", ";", ",", "/", "//", "?", "%", "%2F", "%00", "%zz",
            "+",
            "{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", "null", "-", "-0", "1e999", "18446744073709551616",
            "9223372036854775808", "HTTP/1.1", "HTTP/1.0", "chunked", "Content-Length: 5\r\n", "0\r\n\r\n", "\u{2028}",
            "\u{FEFF}", "e\u{301}", "\u{212A}",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]]

    /// `bytes` with some damage.
    public mutating func damage(_ bytes: [UInt8], with others: [[UInt8]] = []) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(4) { damageOnce(&bytes, others) }
        return bytes
    }

    private mutating func damageOnce(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
        let start = below(bytes.count + 1)
        let end = min(bytes.count, start + size(upTo: 200))
        switch below(9) {
        case 0 where !bytes.isEmpty: bytes[below(bytes.count)] ^= 1 << UInt8(below(8))
        case 1 where !bytes.isEmpty: bytes[below(bytes.count)] = UInt8(below(256))
        case 2: bytes.removeSubrange(start..<end)
        case 3: bytes.insert(contentsOf: Array(bytes[start..<end]), at: start)
        case 4: bytes.removeSubrange(start...)
        case 5: bytes.insert(contentsOf: randomBytes(size(upTo: 300)), at: start)
        case 6 where !others.isEmpty: bytes.replaceSubrange(start..., with: pick(others).dropFirst(below(64)))
        case 7: repeatPiece(&bytes, start..<end)
        default: bytes.insert(contentsOf: pick(Self.stumblingBlocks), at: start)
        }
    }

    private mutating func repeatPiece(_ bytes: inout [UInt8], _ range: Range<Int>) {
        let piece = Array(bytes[range])
        guard !piece.isEmpty else { return }
        let times = size(upTo: 4000 / piece.count)
        bytes.insert(contentsOf: repeatElement(piece, count: times).joined(), at: range.lowerBound)
    }

    /// Any bytes.
    public mutating func randomBytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(below(256)) } }

    /// One of the pieces that parsers stumble over.
    public mutating func stumblingBlock() -> [UInt8] { pick(Self.stumblingBlocks) }

    /// `bytes` cut into a few packets.
    public mutating func packets(_ bytes: [UInt8]) -> [[UInt8]] {
        if bytes.count < 2 || oneIn(3) { return [bytes] }
        let cuts = Set((0...below(5)).map { _ in below(bytes.count) }).subtracting([0]).sorted()
        return zip([0] + cuts, cuts + [bytes.count]).map { Array(bytes[$0..<$1]) }
    }
}
