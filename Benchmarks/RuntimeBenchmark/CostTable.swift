/// What all calls took.
struct CostTable {
    private let runtimes: [String]
    private let rounds: Int
    private var operations: [String] = []
    private var costs: [String: [String: [Cost]]] = [:]

    /// What ours may take at most, as a part of what crun takes.
    private static let budgets = [
        "run, minimal": 0.5, "run, default": 0.5, "run, full": 0.5, "exec": 0.5, "exec -d": 0.5,
        "create and start": 0.6,
    ]

    /// - Parameter runtimes: ours first.
    init(runtimes: [String], rounds: Int) { (self.runtimes, self.rounds) = (runtimes, rounds) }

    mutating func add(_ cost: Cost, _ operation: String, _ runtime: String) {
        if costs[operation] == nil { operations.append(operation) }
        costs[operation, default: [:]][runtime, default: []].append(cost)
    }

    func print() {
        section("wall time, median of \(rounds), ms", Self.budgets) { $0.median(\.wall) }
        section("wall time, least, ms", Self.budgets) { $0.least(\.wall) }
        section("processor time with all children's, median, ms", [:]) { $0.median(\.processor) }
        section("processor time with all children's, least, ms", [:]) { $0.least(\.processor) }
        let same = Dictionary(uniqueKeysWithValues: operations.map { ($0, 1.0) })
        section("memory of the largest process, most, MB", same) { $0.most(\.memory) }
    }

    private func section(_ title: String, _ budgets: [String: Double], _ value: ([Cost]) -> Double?) {
        let others = runtimes.dropFirst()
        Line.print(title, runtimes + others.map { "to \($0)" } + (budgets.isEmpty ? [] : ["budget", "kept"]))
        for operation in operations {
            let values = runtimes.map { value(costs[operation]?[$0] ?? []) ?? 0 }
            let ratios = values.dropFirst().map { values[0] / $0 }
            var cells = (values + ratios).map(Line.number)
            if let budget = budgets[operation], let ratio = ratios.first {
                cells += ["<= \(Line.number(budget))", ratio <= budget ? "yes" : "no"]
            }
            Line.print("  " + operation, cells)
        }
        Line.print("", [])
    }
}
