/// What happened to a container, as the API shows it.
struct ContainerEvents: Sendable, Equatable {
    /// Verbatim: clients compare it.
    static let outOfMemory = "Out of memory"
    /// Kills beyond this many say nothing new.
    private static let mostKills: UInt64 = 100

    /// In order.
    private(set) var texts: [String] = []
    private var kills: UInt64 = 0

    /// Takes how many processes were killed so far because memory ran out: an event for each.
    mutating func count(memoryKills: UInt64) {
        let total = min(memoryKills, Self.mostKills)
        guard total > kills else { return }
        texts += Array(repeating: Self.outOfMemory, count: Int(total - kills))
        kills = total
    }

    mutating func add(_ text: String) { texts.append(text) }
}
