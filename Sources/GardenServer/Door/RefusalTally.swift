/// Counts refused connections, so that a user who keeps trying does not fill the log.
struct RefusalTally: Sendable {
    /// How many there were of each user in the minute that runs for him, behind the one that began it.
    private var counts: [UInt32: Int] = [:]

    /// `user` was refused. Returns whether that begins a minute, and is to be told at once.
    mutating func refuse(_ user: UInt32) -> Bool {
        guard let count = counts[user] else {
            counts[user] = 0
            return true
        }
        counts[user] = count + 1
        return false
    }

    /// The minute of `user` is over. Returns how often he was refused since the last word about him; if at all, that is
    /// to be told, and another minute begins.
    mutating func endMinute(of user: UInt32) -> Int {
        let count = counts[user] ?? 0
        counts[user] = count > 0 ? 0 : nil
        return count
    }
}
