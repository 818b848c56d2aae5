/// One of a process's output streams, by its descriptor in the process.
public enum OutputKind: Int, Hashable, Sendable, CaseIterable {
    /// Standard output; with a terminal, everything.
    case standardOutput = 1
    /// Standard error; with a terminal it is at its end from the start.
    case standardError = 2
}
