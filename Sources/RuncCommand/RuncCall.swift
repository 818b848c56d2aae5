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
    /// Sends a signal to a container's first process.
    case kill(ContainerID, Signal, KillOptions = KillOptions())
    /// Removes a stopped container.
    case delete(ContainerID, DeleteOptions = DeleteOptions())

    /// The sub-command.
    public var name: String {
        switch self {
        case .run: "run"
        case .create: "create"
        case .start: "start"
        case .exec: "exec"
        case .state: "state"
        case .kill: "kill"
        case .delete: "delete"
        }
    }

    /// The container it is about.
    public var id: ContainerID {
        switch self {
        case .run(let id, _, _), .create(let id, _, _), .exec(let id, _, _), .kill(let id, _, _): id
        case .start(let id), .state(let id), .delete(let id, _): id
        }
    }

    /// The arguments behind the global ones.
    var arguments: [String] {
        switch self {
        case .run(let id, let bundle, let options): [name, "--bundle", bundle.string] + options.arguments + [id.value]
        case .create(let id, let bundle, let options):
            [name, "--bundle", bundle.string] + options.arguments + [id.value]
        case .exec(let id, let process, let options):
            [name, "--process", process.string] + options.arguments + [id.value]
        case .start(let id), .state(let id): [name, id.value]
        case .kill(let id, let signal, let options): [name] + options.arguments + [id.value, "\(signal.rawValue)"]
        case .delete(let id, let options): [name] + options.arguments + [id.value]
        }
    }
}
