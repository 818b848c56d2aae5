/// Numbers from zero up to a count, of which always the lowest free one is given out.
///
/// Giving out and giving back takes the same short time whether few or most are taken.
struct LowestFree: Sendable {
    private static let bits = UInt64.bitWidth

    /// How many numbers there are.
    let count: Int
    /// How many are taken.
    private(set) var taken = 0
    /// The taken numbers as bits; a word that is missing has none, so a high number costs no more than a low one.
    private var words: [Int: UInt64] = [:]
    /// No word before this one has a free bit.
    private var firstCandidate = 0

    init(count: Int) { self.count = max(0, count) }

    /// Takes the lowest free number; nil when there is none.
    mutating func takeLowest() -> Int? {
        var word = firstCandidate
        while word * Self.bits < count, words[word] == UInt64.max { word += 1 }
        firstCandidate = word
        let index = word * Self.bits + (~words[word, default: 0]).trailingZeroBitCount
        return take(index) ? index : nil
    }

    /// Takes a certain number.
    ///
    /// - Returns: false when it is taken or there is no such number.
    @discardableResult
    mutating func take(_ index: Int) -> Bool {
        guard (0..<count).contains(index), !isTaken(index) else { return false }
        words[index / Self.bits, default: 0] |= Self.bit(index)
        taken += 1
        return true
    }

    /// Gives a number back.
    ///
    /// - Returns: false when it was not taken.
    @discardableResult
    mutating func release(_ index: Int) -> Bool {
        guard isTaken(index) else { return false }
        let word = index / Self.bits
        words[word, default: 0] &= ~Self.bit(index)
        if words[word] == 0 { words[word] = nil }
        firstCandidate = min(firstCandidate, word)
        taken -= 1
        return true
    }

    func isTaken(_ index: Int) -> Bool {
        guard index >= 0 else { return false }
        return words[index / Self.bits, default: 0] & Self.bit(index) != 0
    }

    private static func bit(_ index: Int) -> UInt64 { 1 << UInt64(index % bits) }
}
