public import SystemPackage

/// What a checkpoint and a restore have in common: criu(8) is told the same of both.
public struct MigrationOptions: Sendable, Hashable {
    /// How much of the control groups is saved and restored; the words are criu's (`--manage-cgroups`).
    public enum CgroupsMode: String, Sendable, Hashable, CaseIterable {
        /// Values are restored for groups that criu makes; the default.
        case soft
        /// Values are always restored.
        case full
        /// Groups must not be there yet.
        case strict
    }

    /// The folder of the images.
    public var imagePath: FilePath?
    /// The folder of criu's logs and other files.
    public var workPath: FilePath?
    /// Whether TCP connections may be open.
    public var allowOpenTCP = false
    /// Whether unix sockets may be connected to ones outside the container.
    public var allowExternalUnixSockets = false
    /// Whether processes may belong to a terminal.
    public var allowTerminal = false
    /// Whether file locks are saved and restored.
    public var fileLocks = false
    /// nil for criu's default.
    public var cgroupsMode: CgroupsMode?
    /// Namespaces that are made, but whose contents are neither saved nor restored, such as `network`.
    public var emptyNamespaces: [String] = []
    /// Whether memory is fetched when it is used (userfaultfd(2)).
    public var lazyPages = false

    /// criu's defaults.
    public init() {}

    /// `afterWork` comes behind the folders, `afterTerminal` behind `--shell-job`: options of one of the two calls.
    func arguments(afterWork: [String] = [], afterTerminal: [String] = []) -> [String] {
        var arguments: [String] = []
        if let imagePath { arguments += ["--image-path", imagePath.string] }
        if let workPath { arguments += ["--work-path", workPath.string] }
        arguments += afterWork
        if allowOpenTCP { arguments.append("--tcp-established") }
        if allowExternalUnixSockets { arguments.append("--ext-unix-sk") }
        if allowTerminal { arguments.append("--shell-job") }
        arguments += afterTerminal
        if fileLocks { arguments.append("--file-locks") }
        if let cgroupsMode { arguments += ["--manage-cgroups-mode", cgroupsMode.rawValue] }
        for namespace in emptyNamespaces { arguments += ["--empty-ns", namespace] }
        if lazyPages { arguments.append("--lazy-pages") }
        return arguments
    }
}
