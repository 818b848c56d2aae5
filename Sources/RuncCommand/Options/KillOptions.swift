/// Whom a signal reaches.
public struct KillOptions: Sendable, Hashable {
    /// Whether all processes get the signal, and not the first alone. runc 1.2 and newer ignore it.
    public var all: Bool
    /// Put behind all other options, as they are.
    public var extraArguments: [String]

    /// Options.
    public init(all: Bool = false, extraArguments: [String] = []) {
        (self.all, self.extraArguments) = (all, extraArguments)
    }

    var arguments: [String] { (all ? ["--all"] : []) + extraArguments }
}
