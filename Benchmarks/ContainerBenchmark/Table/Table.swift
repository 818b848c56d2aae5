import Glibc

/// What was measured, as lines of a table.
enum Table {
    /// What a value may be at most, or must be at least.
    enum Budget {
        case atMost(Double)
        case atLeast(Double)

        func isKept(by value: Double) -> Bool {
            switch self {
            case .atMost(let limit): value <= limit
            case .atLeast(let limit): value >= limit
            }
        }

        var text: String {
            switch self {
            case .atMost(let limit): "<= \(number(limit))"
            case .atLeast(let limit): ">= \(number(limit))"
            }
        }
    }

    private static let columns = ["ours", "bare", "ratio", "to crun", "budget", "kept"]

    /// The head of a section whose lines are comparisons.
    static func comparison(_ title: String) {
        line("\n\(padded(title, to: 44))" + columns.map { padded($0, to: 10, atLeft: true) }.joined())
    }

    /// Our time, that of the same runtime alone, and that of the one that the budget is about; milliseconds.
    static func row(
        _ name: String, _ ours: Double?, bare: Double?, crun: Double? = nil, budget: Budget? = nil
    ) {
        let ratio = quotient(ours, bare)
        let judged = quotient(ours, crun)
        let verdict = budget.flatMap { budget in judged.map { budget.isKept(by: $0) ? "yes" : "no" } }
        let cells = [ours, bare, ratio, judged].map { $0.map(number) ?? "-" } + [budget?.text ?? "", verdict ?? ""]
        line("  \(padded(name, to: 42))" + cells.map { padded($0, to: 10, atLeft: true) }.joined())
    }

    /// The head of a section whose lines are values.
    static func values(_ title: String) {
        line("\n\(title)")
    }

    /// One value with its unit.
    static func value(_ name: String, _ value: Double?, _ unit: String, budget: Budget? = nil, remark: String = "") {
        let number = padded(value.map(number) ?? "-", to: 10, atLeft: true)
        let verdict = budget.map { budget in
            "\(budget.text)\(value.map { budget.isKept(by: $0) ? ", kept" : ", not kept" } ?? "")"
        }
        let rest = [verdict, remark.isEmpty ? nil : remark].compactMap(\.self).joined(separator: "; ")
        line("  \(padded(name, to: 42))\(number) \(padded(unit, to: 8))\(rest)")
    }

    static func note(_ text: String) { print("  \(text)") }

    /// Flushed, for whoever watches, and lest it is lost when this is interrupted.
    private static func line(_ text: String) {
        print(text)
        fflush(nil)
    }

    private static func quotient(_ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right, right > 0 else { return nil }
        return left / right
    }

    /// Numbers below a hundred with two digits behind the point, others without any.
    private static func number(_ value: Double) -> String {
        guard value.magnitude < 100 else { return "\(Int(value.rounded()))" }
        let hundredths = Int((value.magnitude * 100).rounded())
        let digits = hundredths % 100
        return "\(value < 0 ? "-" : "")\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
    }

    private static func padded(_ text: String, to width: Int, atLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return atLeft ? blanks + text : text + blanks
    }
}
