import Linux

/// How many processes the kernel killed because memory ran out, and whose ends that explains.
///
/// The kernel says how many, not which: a process that SIGKILL ended shortly after a new kill was counted, and that nobody
/// here sent it, is taken for the one.
struct MemoryKills {
    /// A kill that was some descendant's, of which a tracker sees no end, must not explain a later one. In seconds: a
    /// process that was killed gives its memory back within that time.
    private static let lifetime: Int64 = 10

    /// All of them.
    private(set) var total: UInt64 = 0
    private var unexplained: UInt64 = 0
    private var lastSeen: Int64 = 0

    /// Takes the count as it is now.
    ///
    /// - Parameters:
    ///   - kills: nil when nobody can tell.
    ///   - seconds: on any clock that goes on.
    /// - Returns: whether it is higher than before.
    mutating func count(_ kills: UInt64?, at seconds: Int64) -> Bool {
        if seconds - lastSeen > Self.lifetime { unexplained = 0 }
        guard let kills, kills > total else { return false }
        unexplained += kills - total
        (total, lastSeen) = (kills, seconds)
        return true
    }

    /// Whether such an end of a process, seen now, is one of the kernel's kills.
    mutating func explain(_ status: ExitStatus) -> Bool {
        guard status == .signalled(.kill), unexplained > 0 else { return false }
        unexplained -= 1
        return true
    }
}
