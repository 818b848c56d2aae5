/// How long something took, several times over, in milliseconds.
struct Samples {
    private var values: [Double] = []

    /// Nil when nothing was measured.
    var median: Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    mutating func add(_ duration: Duration) { values.append(duration / .milliseconds(1)) }

    /// Takes the time that `work` needs.
    mutating func measure(_ work: () async throws -> Void) async rethrows {
        let start = ContinuousClock.now
        try await work()
        add(ContinuousClock.now - start)
    }
}
