/// What was measured, as lines of a table.
enum Table {
    /// A section's title.
    static func title(_ text: String) { print("\n\(text)") }

    /// One line: what, how much, and a remark.
    static func row(_ name: String, _ value: Double, _ unit: String, _ remark: String = "") {
        let (left, right) = (padded(name, to: 46), padded(number(value), to: 10, atLeft: true))
        print("  \(left)\(right) \(padded(unit, to: 12))\(remark)")
    }

    /// Numbers below ten with two digits behind the point, others without any.
    private static func number(_ value: Double) -> String {
        guard value.magnitude < 10 else { return "\(Int(value.rounded()))" }
        let hundredths = Int((value.magnitude * 100).rounded())
        let sign = value < 0 ? "-" : ""
        let digits = hundredths % 100
        return "\(sign)\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
    }

    private static func padded(_ text: String, to width: Int, atLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return atLeft ? blanks + text : text + blanks
    }
}
