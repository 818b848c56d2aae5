/// A set of small numbers, such as of processors, in the kernel's notation `0-3,7` (cpuset(7), "List format").
public struct NumberList: Hashable, Sendable {
    /// A bit for each number, the lowest first; without words of 0 at the end.
    public private(set) var words: [UInt64] = []

    /// No number may be above this.
    public static let limit = 8191

    /// No numbers.
    public init() {}

    /// A bitmap.
    public init(words: [UInt64]) {
        self.words = words
        while self.words.last == 0 { self.words.removeLast() }
    }

    /// Reads a list; spaces around it, and an end of line, are fine. Nil for what is none, such as `3-1`, and above the
    /// limit.
    public init?(_ text: String) {
        let text = text.utf8.drop(while: Self.isSpace)
        let end = text.lastIndex { !Self.isSpace($0) }
        guard let end else { return }
        for part in text[...end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let bounds = part.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = Self.number(bounds[0]), let last = bounds.count > 1 ? Self.number(bounds[1]) : first,
                first <= last
            else { return nil }
            for number in first...last { insert(number) }
        }
    }

    /// Whether there are no numbers.
    public var isEmpty: Bool { words.isEmpty }

    /// Whether a number is in it.
    public func contains(_ number: Int) -> Bool {
        words.indices.contains(number / 64) && words[number / 64] & 1 << UInt64(number % 64) != 0
    }

    /// Adds a number, 0 to the limit.
    public mutating func insert(_ number: Int) {
        while words.count <= number / 64 { words.append(0) }
        words[number / 64] |= 1 << UInt64(number % 64)
    }

    private static func number(_ digits: Substring.UTF8View) -> Int? {
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        guard let number = Int(Substring(digits)), number <= limit else { return nil }
        return number
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t")].contains(byte)
    }
}

extension NumberList: CustomStringConvertible {
    /// `0-3,7`
    public var description: String {
        var parts: [String] = []
        var number = 0
        while number < words.count * 64 {
            guard contains(number) else {
                number += 1
                continue
            }
            let first = number
            while contains(number + 1) { number += 1 }
            parts.append(first == number ? "\(first)" : "\(first)-\(number)")
            number += 1
        }
        return parts.joined(separator: ",")
    }
}
