/// Notices when most of many connections have gone, so that it is worth the work to give back what they needed.
struct LoadPeak: Sendable {
    /// Fewer connections than these never needed anything to speak of.
    static let smallLoad = 500
    /// It is worth it when only one of so many connections is left.
    static let fall = 4

    private var peak = 0

    /// There are more connections.
    mutating func rises(to count: Int) { peak = max(peak, count) }

    /// There are fewer connections. Returns whether it is time.
    mutating func falls(to count: Int) -> Bool {
        guard peak >= Self.smallLoad, count <= peak / Self.fall else { return false }
        peak = count
        return true
    }
}
