public import SystemPackage

/// Where a starter `config.json` is made, and what for.
public struct SpecOptions: Sendable, Hashable {
    /// The folder to write it to; nil: where the runtime runs.
    public var bundle: FilePath?
    /// Whether it is for a container without the rights of root.
    public var rootless: Bool
    /// Put behind all other options, as they are.
    public var extraArguments: [String]

    /// Options.
    public init(bundle: FilePath? = nil, rootless: Bool = false, extraArguments: [String] = []) {
        (self.bundle, self.rootless, self.extraArguments) = (bundle, rootless, extraArguments)
    }

    var arguments: [String] {
        var arguments: [String] = []
        if let bundle { arguments += ["--bundle", bundle.string] }
        if rootless { arguments.append("--rootless") }
        return arguments + extraArguments
    }
}
