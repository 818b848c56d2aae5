/// What one call took, with everybody that it waited for.
struct Cost {
    /// Milliseconds.
    var wall = 0.0
    /// Milliseconds of processors, the kernel's and its own.
    var processor = 0.0
    /// The most that any process of it had in memory, in megabytes.
    var memory = 0.0

    init(wall: Double, processor: Double, memory: Double) {
        (self.wall, self.processor, self.memory) = (wall, processor, memory)
    }

    /// One call after the other.
    static func + (left: Cost, right: Cost) -> Cost {
        Cost(
            wall: left.wall + right.wall, processor: left.processor + right.processor,
            memory: max(left.memory, right.memory))
    }
}

extension [Cost] {
    /// The one in the middle; nil: there is none.
    func median(_ value: KeyPath<Cost, Double>) -> Double? {
        guard !isEmpty else { return nil }
        let sorted = map { $0[keyPath: value] }.sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }

    func least(_ value: KeyPath<Cost, Double>) -> Double? { map { $0[keyPath: value] }.min() }

    func most(_ value: KeyPath<Cost, Double>) -> Double? { map { $0[keyPath: value] }.max() }
}
