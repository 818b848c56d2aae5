import ArgumentParser

/// A duration as the original's flags have it: numbers with units, such as `1m30s` or `1.5h`; `0` needs no unit.
/// Negative ones and those beyond 292 years are none. What is smaller than a nanosecond is dropped.
struct GoDuration: ExpressibleByArgument {
    let duration: Duration

    /// In nanoseconds. There are two characters for micro.
    private static let units: [String: Int64] = [
        "ns": 1, "us": 1000, "\u{B5}s": 1000, "\u{3BC}s": 1000, "ms": 1_000_000, "s": 1_000_000_000,
        "m": 60_000_000_000, "h": 3_600_000_000_000,
    ]

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        var rest = argument.hasPrefix("+") ? argument.dropFirst() : argument[...]
        guard rest != "0" else {
            self.init(.zero)
            return
        }
        guard !rest.isEmpty else { return nil }
        var sum = Int64(0)
        while !rest.isEmpty {
            guard let part = Self.takePart(of: &rest) else { return nil }
            let (total, isTooLong) = sum.addingReportingOverflow(part)
            if isTooLong { return nil }
            sum = total
        }
        self.init(.nanoseconds(sum))
    }

    /// Takes a number with its unit, as nanoseconds; nil when there is none, or it is too big.
    private static func takePart(of rest: inout Substring) -> Int64? {
        let whole = takeDigits(of: &rest)
        var fraction = ""[...]
        if rest.first == "." {
            rest = rest.dropFirst()
            fraction = takeDigits(of: &rest)
        }
        let name = rest.prefix { !isDigit($0) && $0 != "." }
        rest = rest.dropFirst(name.count)
        guard !whole.isEmpty || !fraction.isEmpty, let unit = units[String(name)],
            let number = whole.isEmpty ? 0 : Int64(whole)
        else { return nil }
        let (nanoseconds, isTooLong) = number.multipliedReportingOverflow(by: unit)
        let (total, isTooLongNow) = nanoseconds.addingReportingOverflow(part(fraction, of: unit))
        return isTooLong || isTooLongNow ? nil : total
    }

    /// The nanoseconds that the digits behind a point stand for.
    private static func part(_ fraction: Substring, of unit: Int64) -> Int64 {
        var (part, scale) = (Int64(0), unit)
        for digit in fraction {
            scale /= 10
            part += Int64(digit.wholeNumberValue ?? 0) * scale
        }
        return part
    }

    private static func takeDigits(of rest: inout Substring) -> Substring {
        let digits = rest.prefix(while: isDigit)
        rest = rest.dropFirst(digits.count)
        return digits
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    var defaultValueDescription: String { "\(duration.components.seconds)s" }
}
