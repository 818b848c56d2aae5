import Glibc

/// A line of a table.
enum Line {
    /// Flushed, for whoever watches, and lest it is lost when this is interrupted.
    static func print(_ name: String, _ cells: [String]) {
        Swift.print(padded(name, to: 48, atLeft: false) + cells.map { padded($0, to: 10, atLeft: true) }.joined())
        fflush(nil)
    }

    /// With two digits behind the point.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let hundredths = Int((value * 100).rounded())
        let digits = hundredths % 100
        return "\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
    }

    private static func padded(_ text: String, to width: Int, atLeft: Bool) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return atLeft ? blanks + text : text + blanks
    }
}
