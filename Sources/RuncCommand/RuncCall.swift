public import Linux
public import SystemPackage

/// One call of a runtime.
public enum RuncCall: Sendable, Hashable {
    /// Makes a container from `bundle` and starts its process. Waits for its end unless detached.
    case run(ContainerID, bundle: FilePath, RunOptions = RunOptions())
    /// Makes a container from `bundle`; its process waits for `start`.
    case create(ContainerID, bundle: FilePath, CreateOptions = CreateOptions())
    /// Lets a created container's process go.
    case start(ContainerID)
    /// Starts the process that the file `process` describes (JSON) in a container. Waits for its end unless detached.
    case exec(ContainerID, process: FilePath, ExecOptions = ExecOptions())
    /// Says what a container is doing, as JSON on standard output.
    case state(ContainerID)
    /// Sends a signal to a container's first process, or to all of them.
    case kill(ContainerID, Signal, KillOptions = KillOptions())
    /// Removes a stopped container.
    case delete(ContainerID, DeleteOptions = DeleteOptions())
    /// Says what there is below the root, as JSON.
    case list
    /// Says which processes a container has, as a JSON array of numbers.
    case ps(ContainerID)
    /// Prints what ps(1) says about a container's processes, with these arguments.
    case top(ContainerID, [String])
    /// Prints one event with a container's statistics.
    case statistics(ContainerID)
    /// Prints events until the container ends: statistics every so many seconds, and running out of memory.
    case events(ContainerID, seconds: Int)
    /// Stops a container's processes where they are.
    case pause(ContainerID)
    /// Lets a paused container's processes go on.
    case resume(ContainerID)
    /// Changes a container's limits to those on standard input (JSON).
    case update(ContainerID)
    /// Saves a container by criu(8).
    case checkpoint(ContainerID, CheckpointOptions = CheckpointOptions())
    /// Restores a saved container. Waits for its end unless detached.
    case restore(ContainerID, bundle: FilePath, RestoreOptions = RestoreOptions())
    /// Says which version it is.
    case version
    /// Says what it can do, as JSON.
    case features
    /// Writes a starter `config.json`.
    case spec(SpecOptions = SpecOptions())

    /// The number of the first descriptor behind standard input, output and error.
    public static let firstExtraDescriptor = 3

    /// The sub-command; for `version` the option that stands for it.
    public var name: String {
        switch self {
        case .run: "run"
        case .create: "create"
        case .start: "start"
        case .exec: "exec"
        case .state: "state"
        case .kill: "kill"
        case .delete: "delete"
        case .list: "list"
        case .ps, .top: "ps"
        case .statistics, .events: "events"
        case .pause: "pause"
        case .resume: "resume"
        case .update: "update"
        case .checkpoint: "checkpoint"
        case .restore: "restore"
        case .version: "--version"
        case .features: "features"
        case .spec: "spec"
        }
    }

    /// The container it is about; nil for those that are about none.
    public var id: ContainerID? {
        switch self {
        case .run(let id, _, _), .create(let id, _, _), .exec(let id, _, _), .kill(let id, _, _), .delete(let id, _),
            .top(let id, _), .events(let id, _), .checkpoint(let id, _), .restore(let id, _, _):
            id
        case .start(let id), .state(let id), .ps(let id), .statistics(let id), .pause(let id), .resume(let id),
            .update(let id):
            id
        case .list, .version, .features, .spec: nil
        }
    }

    /// Where this call's messages go; nil: where the configuration says.
    var log: FilePath? {
        if case .exec(_, _, let options) = self { options.log } else { nil }
    }

    /// The arguments behind the global ones.
    var arguments: [String] {
        // An argument of ps(1) is the only one that goes behind the container.
        if case .top(let id, let psArguments) = self { return [name] + options + [id.value] + psArguments }
        if case .kill(let id, let signal, _) = self { return [name] + options + [id.value, "\(signal.rawValue)"] }
        return [name] + options + (id.map { [$0.value] } ?? [])
    }

    private var options: [String] {
        switch self {
        case .run(_, let bundle, let options): ["--bundle", bundle.string] + options.arguments
        case .create(_, let bundle, let options): ["--bundle", bundle.string] + options.arguments
        case .exec(_, let process, let options): ["--process", process.string] + options.arguments
        case .kill(_, _, let options): options.arguments
        case .delete(_, let options): options.arguments
        case .list: ["--format=json"]
        case .ps: ["--format", "json"]
        case .top: ["--format", "table"]
        case .statistics: ["--stats"]
        case .events(_, let seconds): ["--interval=\(seconds)s"]
        case .update: ["--resources=-"]
        case .checkpoint(_, let options): options.arguments(statusNumber: Self.firstExtraDescriptor)
        case .restore(_, let bundle, let options): options.arguments + ["--bundle", bundle.string]
        case .spec(let options): options.arguments
        case .start, .state, .pause, .resume, .version, .features: []
        }
    }
}
