/// What the messages of runc and crun mean: the only place that looks at their texts.
///
/// A row matches a whole message, since parts of it, such as a program's name, are chosen by whoever runs a process.
/// `*` stands for anything, `{id}` for the container's id.
public enum RuntimeDialect {
    /// Why the runtime failed that said `message` about the container `id`, or about none.
    public static func classify(_ message: String, about id: ContainerID?) -> RuncFailure {
        let text = withoutPrefix(RuntimeText.trimmed(message))
        let row = table.first { row in
            TextPattern(row.pattern, id: id?.value).matches(text)
        }
        return row?.meaning ?? .other
    }

    /// Whether `message` only says that something failed, for a reason that another message has, before or after it.
    static func isWithoutReason(_ message: String) -> Bool {
        // crun: the process that was to become the program has the reason, and the one that waited for it says this.
        message == "fail startup"
    }

    /// runc puts the call before the reason.
    private static let prefixes = ["exec failed: ", "runc run failed: ", "runc create failed: ", "runc exec failed: "]

    private static func withoutPrefix(_ message: String) -> String {
        guard let prefix = prefixes.first(where: message.hasPrefix) else { return message }
        return String(message.dropFirst(prefix.count))
    }

    private struct Row: Sendable {
        let meaning: RuncFailure
        let pattern: String

        init(_ meaning: RuncFailure, _ pattern: String) { (self.meaning, self.pattern) = (meaning, pattern) }
    }

    private static let table: [Row] = runc + own + crun

    /// runc 1.0 to 1.5.
    private static let runc = [
        Row(.notFound, "container does not exist"),
        Row(.notFound, "container \"{id}\" does not exist"),
        Row(.alreadyExists, "container with given ID already exists"),
        Row(.alreadyExists, "container with id exists: {id}"),
        Row(.wrongState, "container not running"),
        Row(.wrongState, "container not paused"),
        Row(.wrongState, "cannot start an already running container"),
        Row(.wrongState, "container still running"),
        Row(.wrongState, "container paused"),
        Row(.wrongState, "container init still running"),
        Row(.wrongState, "container's cgroup unexpectedly frozen"),
        Row(.wrongState, "container with id {id} is not running"),
        Row(.wrongState, "os: process already finished"),
        Row(.wrongState, "no such process"),
        Row(.wrongState, "Container cannot be checkpointed in * state"),
        Row(.wrongState, "container cannot be checkpointed in * state"),
        Row(.wrongState, "cannot start a container that has stopped"),
        Row(.wrongState, "cannot start a container in the * state"),
        Row(.wrongState, "cannot exec in a stopped container"),
        Row(.wrongState, "cannot exec in a paused container (use --ignore-paused to override)"),
        Row(.wrongState, "cannot exec a container that has stopped"),
        Row(.wrongState, "cannot delete container {id} that is not stopped: *"),
        Row(.executableNotFound, "unable to start container process: exec: *: executable file not found in $PATH"),
        Row(.executableNotFound, "unable to start container process: exec: *: stat *: no such file or directory"),
        Row(
            .executableNotFound,
            "unable to start container process: error during container init: exec: *: "
                + "executable file not found in $PATH"),
        Row(
            .executableNotFound,
            "unable to start container process: error during container init: exec: *: stat *: "
                + "no such file or directory"),
        Row(.executableNotFound, "*starting container process caused: exec: *: executable file not found in $PATH"),
        Row(.executableNotFound, "*starting container process caused: exec: *: stat *: no such file or directory"),
        Row(.unknownUser, "*unable to find user *: no matching entries in passwd file"),
        Row(.unknownUser, "*unable to find group *: no matching entries in group file"),
        Row(.unknownUser, "parsing * as int for uid failed: *"),
        Row(.workingDirectory, "unable to start container process: *chdir to cwd (*) set in config.json failed: *"),
        Row(
            .memoryLimitTooSmall,
            "unable to start container process: *unable to set memory limit to * (current usage: *, peak usage: *)"),
        Row(
            .memoryLimitTooSmall,
            "unable to start container process: *container init was OOM-killed (memory limit too low?)*"),
        Row(.memoryLimitTooSmall, "unable to set memory limit to * (current usage: *, peak usage: *)"),
        Row(.unsupportedCommand, "No help topic for '*'"),
        Row(.unsupportedCommand, "CRIU version check failed: exec: *: executable file not found in $PATH"),
    ]

    /// gdn-runc, where it says what runc never does.
    private static let own = [Row(.unsupportedCommand, "the command * is not supported yet")]

    /// crun 1.8.
    private static let crun = [
        Row(.notFound, "error opening file `*/{id}/status`: No such file or directory"),
        Row(.notFound, "cannot open directory '*/{id}': No such file or directory"),
        Row(.alreadyExists, "container `{id}` already exists"),
        // One that has ended, before it is reaped, once it is, and when that happens meanwhile.
        Row(.wrongState, "kill container: No such process"),
        Row(.wrongState, "open pidfd: No such process"),
        Row(.wrongState, "send signal to pidfd: No such process"),
        Row(.wrongState, "the container `{id}` is not in `created` or `stopped` state"),
        Row(.wrongState, "the container `{id}` is not running"),
        Row(.wrongState, "the container `{id}` is not running: No such process"),
        Row(.wrongState, "container `{id}` is not running"),
        Row(.wrongState, "the container `{id}` is paused"),
        Row(.wrongState, "cannot open `*/{id}/exec.fifo`: No such file or directory"),
        Row(.executableNotFound, "executable file `*` not found in $PATH: No such file or directory"),
        Row(.unknownUser, "invalid USERSPEC specified"),
        Row(.workingDirectory, "chdir `*`: *"),
        Row(.memoryLimitTooSmall, "OOM: the memory limit could be too low: *"),
        Row(.memoryLimitTooSmall, "the memory limit could be too low: *"),
        Row(.memoryLimitTooSmall, "writing file `memory.limit_in_bytes`: Device or resource busy"),
        // The init is gone, and nobody has reaped it.
        Row(.wrongState, "setns(pid=*, CLONE_*): No such process"),
        Row(.unsupportedCommand, "unknown command *"),
    ]
}
