/// How a container is removed.
public struct DeleteOptions: Sendable, Hashable {
    /// Whether a running container is killed first. Nothing there to remove is then no failure.
    public var force: Bool
    /// Put behind all other options, as they are.
    public var extraArguments: [String]

    /// Options.
    public init(force: Bool = false, extraArguments: [String] = []) {
        (self.force, self.extraArguments) = (force, extraArguments)
    }

    var arguments: [String] { (force ? ["--force"] : []) + extraArguments }
}
