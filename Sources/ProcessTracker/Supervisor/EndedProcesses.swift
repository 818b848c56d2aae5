import Linux

/// Processes that have ended and are remembered. What there can be of them is bounded: the oldest go first.
struct EndedProcesses {
    /// So many are remembered, also on the disk.
    static let limit = 512
    /// Of so many, what nobody has read is kept.
    static let unreadLimit = 64

    /// How a process ended.
    struct End: Hashable {
        let pid: PID
        let status: ExitStatus
    }

    private var ends: [ProcessName: End] = [:]
    private var order: [ProcessName] = []
    private var unread: [ProcessName] = []
    /// Those whose output is not kept any more, even if others still write.
    private var givenUp: Set<ProcessName> = []

    subscript(name: ProcessName) -> End? { ends[name] }

    /// Remembers one.
    ///
    /// - Returns: the one that is too many, which is not remembered any more.
    mutating func add(_ name: ProcessName, _ end: End) -> (name: ProcessName, pid: PID)? {
        remove(name)
        ends[name] = end
        order.append(name)
        guard order.count > Self.limit, let oldest = order.first, let pid = ends[oldest]?.pid else { return nil }
        remove(oldest)
        return (oldest, pid)
    }

    mutating func remove(_ name: ProcessName) {
        guard ends.removeValue(forKey: name) != nil else { return }
        order.removeAll { $0 == name }
        unread.removeAll { $0 == name }
        givenUp.remove(name)
    }

    /// There is something of its output that nobody has read, or there is nothing.
    ///
    /// - Returns: the one whose output is too much, if there is one.
    mutating func note(_ name: ProcessName, hasOutputs: Bool) -> ProcessName? {
        guard ends[name] != nil, !givenUp.contains(name), unread.contains(name) != hasOutputs else { return nil }
        guard hasOutputs else {
            unread.removeAll { $0 == name }
            return nil
        }
        unread.append(name)
        guard unread.count > Self.unreadLimit else { return nil }
        let oldest = unread.removeFirst()
        givenUp.insert(oldest)
        return oldest
    }
}
