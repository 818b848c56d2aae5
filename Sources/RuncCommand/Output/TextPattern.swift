/// A text in which `*` stands for anything and `{id}` for one container's id.
struct TextPattern {
    private let parts: [[UInt8]]

    /// A pattern about the container `id`; about none, `{id}` stands for itself, which no container can be called.
    init(_ pattern: String, id: String?) {
        parts = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { part in
            id.map { Self.fill(Array(part), with: Array($0.utf8)) } ?? Array(part)
        }
    }

    /// Whether `text` as a whole is like this.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = parts.first, let last = parts.last, bytes.starts(with: first) else { return false }
        if parts.count == 1 { return bytes.count == first.count }

        var start = first.count
        for part in parts.dropFirst().dropLast() {
            guard let found = Self.firstIndex(of: part, in: bytes, from: start) else { return false }
            start = found + part.count
        }
        return bytes.count - last.count >= start && bytes.suffix(last.count).elementsEqual(last)
    }

    private static func fill(_ part: [UInt8], with id: [UInt8]) -> [UInt8] {
        let mark = Array("{id}".utf8)
        guard let found = firstIndex(of: mark, in: part, from: 0) else { return part }
        return Array(part[..<found] + id + part[(found + mark.count)...])
    }

    private static func firstIndex(of part: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard start + part.count <= bytes.count else { return nil }
        return (start...bytes.count - part.count).first { bytes[$0..<$0 + part.count].elementsEqual(part) }
    }
}
