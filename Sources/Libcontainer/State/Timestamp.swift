/// A moment, to the nanosecond.
public struct Timestamp: Sendable, Hashable {
    /// Nanoseconds since 1970, UTC: 1677 to 2262.
    public let nanoseconds: Int64

    /// A moment, as `WallClock.now()` has it.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The moment as RFC 3339 has it, UTC, with as many decimals as it needs: `2026-01-02T03:04:05.06Z`.
    public var text: String {
        let (seconds, nanosecond) = nanoseconds.flooredQuotientAndRemainder(by: 1_000_000_000)
        let (days, second) = seconds.flooredQuotientAndRemainder(by: 86_400)
        let date = Date(days: days)
        var text = "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))"
        text += "T\((second / 3600).padded(2)):\((second / 60 % 60).padded(2)):\((second % 60).padded(2))"
        if nanosecond != 0 {
            var decimals = nanosecond.padded(9)
            while decimals.utf8.last == UInt8(ascii: "0") { decimals.removeLast() }
            text += "." + decimals
        }
        return text + "Z"
    }
}

extension Timestamp {
    /// Reads RFC 3339, with any offset; nil for anything else, and for moments that cannot be held.
    public init?(_ text: String) {
        var scanner = TimestampScanner(text)
        guard let year = scanner.number(4, before: "-"), let month = scanner.number(2, before: "-"),
            let day = scanner.number(2, before: "T"), let hour = scanner.number(2, before: ":"),
            let minute = scanner.number(2, before: ":"), let second = scanner.number(2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60,
            let fraction = scanner.fraction(), let offset = scanner.offset()
        else { return nil }
        let days = Date(year: year, month: month, day: day).days
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowToo) = whole.addingReportingOverflow(fraction)
        if overflow || overflowToo { return nil }
        nanoseconds = sum
    }
}

/// A day of the Gregorian calendar, and its number since 1 March of the year 0, from where leap days come last.
private struct Date {
    let year: Int64
    let month: Int64
    let day: Int64

    init(year: Int64, month: Int64, day: Int64) { (self.year, self.month, self.day) = (year, month, day) }

    /// - Parameter days: since 1970.
    init(days: Int64) {
        let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Since 1970.
    var days: Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredQuotientAndRemainder(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Reads a moment from left to right.
private struct TimestampScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    /// Exactly `digits` digits, and `separator` behind them.
    mutating func number(_ digits: Int, before separator: Character? = nil) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let byte = rest.popFirst(), (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        guard let separator else { return value }
        return rest.popFirst() == separator.asciiValue ? value : nil
    }

    /// Nanoseconds; digits beyond the ninth are passed over.
    mutating func fraction() -> Int64? {
        guard rest.first == UInt8(ascii: ".") else { return 0 }
        rest.removeFirst()
        var (value, unit): (Int64, Int64) = (0, 100_000_000)
        guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
        while let byte = rest.first, (0x30...0x39).contains(byte) {
            rest.removeFirst()
            value += Int64(byte - 0x30) * unit
            unit /= 10
        }
        return value
    }

    /// Seconds ahead of UTC, and nothing behind them.
    mutating func offset() -> Int64? {
        let sign: Int64
        switch rest.popFirst() {
        case UInt8(ascii: "Z"): return rest.isEmpty ? 0 : nil
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        guard let hours = number(2, before: ":"), let minutes = number(2), rest.isEmpty else { return nil }
        return hours < 24 && minutes < 60 ? sign * (hours * 3600 + minutes * 60) : nil
    }
}

extension Int64 {
    /// With a remainder that is never below zero.
    fileprivate func flooredQuotientAndRemainder(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    fileprivate func padded(_ digits: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}
