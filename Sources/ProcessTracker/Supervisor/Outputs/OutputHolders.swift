/// Who reads the output streams of processes.
struct OutputHolders {
    private var holders: [ProcessName: [OutputKind: ConnectionID]] = [:]

    /// A connection takes an output over, whoever had it before.
    mutating func hold(_ name: ProcessName, _ kind: OutputKind, by connection: ConnectionID) {
        holders[name, default: [:]][kind] = connection
    }

    /// A connection gives an output back.
    ///
    /// - Returns: whether it had it.
    mutating func release(_ name: ProcessName, _ kind: OutputKind, by connection: ConnectionID) -> Bool {
        guard holders[name]?[kind] == connection else { return false }
        holders[name]?[kind] = nil
        if holders[name]?.isEmpty == true { holders[name] = nil }
        return true
    }

    /// A connection is gone.
    ///
    /// - Returns: what it had.
    mutating func releaseAll(of connection: ConnectionID) -> [(ProcessName, OutputKind)] {
        let held = holders.flatMap { name, kinds in
            OutputKind.allCases.filter { kinds[$0] == connection }.map { (name, $0) }
        }
        for (name, kind) in held { _ = release(name, kind, by: connection) }
        return held.sorted { ($0.0.value, $0.1.rawValue) < ($1.0.value, $1.1.rawValue) }
    }

    /// Nobody has the outputs of a process any more.
    mutating func forget(_ name: ProcessName) { holders[name] = nil }
}
