/// Processors or memory nodes, numbered 0 to 1023 as the kernel's masks have them here.
public struct NumberSet: Sendable, Hashable {
    /// How many numbers there are.
    public static let capacity = 1024

    /// The mask: number `n` is bit `n % 64` of word `n / 64`. Always 16 words.
    public private(set) var words = [UInt64](repeating: 0, count: NumberSet.capacity / 64)

    /// No number.
    public init() {}

    /// Reads a list such as `0-3,7`, with or without spaces; nil when it is none, or names a number beyond 1023.
    public init?(list: String) {
        self.init()
        for item in list.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = item.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(Self.number)
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else { return nil }
            for number in first...last { insert(number) }
        }
    }

    /// Takes a mask; words beyond the 16th, and what is missing, count as zero.
    public init(words: [UInt64]) {
        self.init()
        for (index, word) in words.prefix(self.words.count).enumerated() { self.words[index] = word }
    }

    /// Whether there is no number.
    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// How many numbers there are.
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Whether `number` is one of them.
    public func contains(_ number: Int) -> Bool {
        (0..<Self.capacity).contains(number) && words[number / 64] & (1 << (number % 64)) != 0
    }

    private mutating func insert(_ number: Int) { words[number / 64] |= 1 << (number % 64) }

    private static func number(_ text: Substring) -> Int? {
        var digits = text.drop { $0 == " " }
        while digits.last == " " { digits.removeLast() }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else { return nil }
        return number < capacity ? number : nil
    }
}
