/// What a runtime says about itself (`--version`).
public struct RuntimeVersion: Sendable, Hashable {
    /// The program's name for itself, such as `runc` or `crun`.
    public var program: String
    /// Its version, such as `1.1.5+ds1`.
    public var version: String
    /// The source it was built from; nil when it does not say.
    public var commit: String?
    /// The version of the runtime specification that it follows; nil when it does not say.
    public var specification: String?
    /// What it was built with (crun), such as `SECCOMP`.
    public var capabilities: Set<String>

    /// A version.
    public init(
        program: String, version: String, commit: String? = nil, specification: String? = nil,
        capabilities: Set<String> = []
    ) {
        (self.program, self.version, self.commit) = (program, version, commit)
        (self.specification, self.capabilities) = (specification, capabilities)
    }

    /// Reads what `--version` prints.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` when the first line does not name a version.
    public init(parsing output: [UInt8]) throws(RuncCommandError) {
        throw .malformedOutput(command: "--version", reason: "TODO")
    }
}
