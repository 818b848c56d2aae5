import ArgumentParser

/// A duration as the original's flags have it: numbers with units, such as `1m30s` or `250ms`; `0` needs no unit.
struct GoDuration: ExpressibleByArgument {
    let duration: Duration

    private static let units: [(String, Duration)] = [
        ("ns", .nanoseconds(1)), ("us", .microseconds(1)), ("ms", .milliseconds(1)), ("s", .seconds(1)),
        ("m", .seconds(60)), ("h", .seconds(3600)),
    ]

    /// As many nanoseconds as the API can carry.
    private static let longest = Duration.nanoseconds(Int64.max)

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        if argument == "0" {
            self.init(.zero)
            return
        }
        var rest = argument[...]
        var sum = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let number = Double(digits), let unit = Self.units.first(where: { $0.0 == name }),
                number < Self.longest / unit.1
            else { return nil }
            sum += unit.1 * number
        }
        guard !argument.isEmpty, sum <= Self.longest else { return nil }
        self.init(sum)
    }

    var defaultValueDescription: String { "\(duration.components.seconds)s" }
}
