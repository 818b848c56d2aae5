public import SystemPackage

/// Which runtime to call, and what every call of it has in common.
///
/// A value of its own per call costs nothing: set `log` on a copy to have that call's messages apart.
public struct RuncConfiguration: Sendable, Hashable {
    /// How the runtime writes its log.
    public enum LogFormat: String, Sendable {
        /// One JSON object a line.
        case json
        /// `time="…" level=… msg="…"`.
        case text
    }

    /// Whether the runtime goes without the rights of root.
    public enum Rootless: Sendable {
        /// The runtime finds out by itself.
        case automatic
        /// It always does.
        case always
        /// It never does.
        case never
    }

    /// The runtime's program; a path, not a name to search for.
    public var executable: FilePath
    /// Where the runtime keeps its state; nil for its own default, which is shared with everyone on the machine.
    public var root: FilePath?
    /// Whether the log has debug messages too.
    public var debug = false
    /// Where messages go; nil for standard error. The runtime appends.
    public var log: FilePath?
    /// nil for the runtime's default, which is text.
    public var logFormat: LogFormat?
    /// Whether cgroups are made by systemd instead of by the runtime.
    public var systemdCgroup = false
    /// Whether to go without the rights of root.
    public var rootless = Rootless.automatic
    /// Put behind all other global options, as they are.
    public var extraArguments: [String] = []

    /// A runtime with its own defaults.
    public init(executable: FilePath, root: FilePath? = nil) {
        (self.executable, self.root) = (executable, root)
    }

    /// The complete argument vector of `call`, with the program in front.
    ///
    /// The order is part of the contract: tests and operators' wrappers see it. A log of the call's own (`ExecOptions`)
    /// is named instead of `log`.
    public func arguments(for call: RuncCall) -> [String] {
        [executable.string] + globalArguments(log: call.log ?? log) + call.arguments
    }

    private func globalArguments(log: FilePath?) -> [String] {
        var arguments: [String] = []
        if let root { arguments += ["--root", root.string] }
        if debug { arguments.append("--debug") }
        if let log { arguments += ["--log", log.string] }
        if let logFormat { arguments += ["--log-format", logFormat.rawValue] }
        if systemdCgroup { arguments.append("--systemd-cgroup") }
        switch rootless {
        case .automatic: break
        // One word: with two, runc takes the next word for its sub-command.
        case .always: arguments.append("--rootless=true")
        case .never: arguments.append("--rootless=false")
        }
        return arguments + extraArguments
    }

    /// `environment` (`NAME=value`) as a runtime may see it: without NOTIFY_SOCKET, through which runc would speak to
    /// the service manager of the caller, and wait for an answer.
    public static func environment(from environment: [String]) -> [String] {
        environment.filter { !$0.hasPrefix("NOTIFY_SOCKET=") }
    }
}
