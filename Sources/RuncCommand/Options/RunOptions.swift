/// How a container is made and its process started.
public struct RunOptions: Sendable, Hashable {
    /// How it is made.
    public var creation: CreateOptions
    /// Whether the runtime ends as soon as the process runs; the process then belongs to the nearest subreaper.
    public var detach: Bool

    /// Options.
    public init(creation: CreateOptions = CreateOptions(), detach: Bool = false) {
        (self.creation, self.detach) = (creation, detach)
    }

    var arguments: [String] { creation.arguments(detach: detach) }
}
