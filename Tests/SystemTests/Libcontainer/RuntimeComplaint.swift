/// A call that cannot succeed, and what callers of runc are told then: each row of its table of statuses and messages.
struct RuntimeComplaint: Sendable {
    /// What there is before the call.
    enum Scene: String, Sendable, CaseIterable {
        /// A bundle.
        case bundle
        /// A created container called `c`.
        case created
        /// A running one.
        case running
        /// One that is frozen.
        case paused
        /// One that has ended.
        case stopped
        /// A process in the cgroup that the container is to have.
        case usedCgroup
        /// That cgroup, frozen.
        case frozenCgroup
        /// A bundle whose program is not there.
        case missingProgram
        /// A bundle whose program is a folder.
        case folderProgram
        /// A bundle without a document.
        case noDocument
        /// A bundle without a process.
        case noProcess
        /// A bundle whose process has no arguments.
        case noArguments
        /// A bundle whose process has a relative working folder.
        case relativeFolder
        /// A bundle whose process wants a terminal.
        case terminal
    }

    let scene: Scene
    let arguments: [String]
    let status: Int32
    /// The message; three dots at its end stand for anything.
    let message: String

    init(_ scene: Scene, _ arguments: String, _ status: Int32, _ message: String) {
        self.scene = scene
        self.arguments = arguments.split(separator: " ").map { $0 == "''" ? "" : String($0) }
        (self.status, self.message) = (status, message)
    }

    static let all: [RuntimeComplaint] = commandLines + unknown + states + processes + bundles
    private static let noSuch = "container does not exist"

    private static let commandLines: [RuntimeComplaint] = [
        .init(.bundle, "bogus", 3, "No help topic for 'bogus'"),
        .init(.bundle, "help bogus", 3, "No help topic for 'bogus'"),
        .init(.bundle, "--nope", 1, "flag provided but not defined: -nope"),
        .init(.bundle, "--log-format xml list", 1, "invalid log-format: xml"),
        .init(.bundle, "list --nope", 1, "flag provided but not defined: -nope"),
        .init(.bundle, "run", 1, #"gdn-runc: "run" requires exactly 1 argument(s)"#),
        .init(.bundle, "kill", 1, #"gdn-runc: "kill" requires a minimum of 1 argument(s)"#),
        .init(.bundle, "kill a b c", 1, #"gdn-runc: "kill" requires a maximum of 2 argument(s)"#),
        .init(.bundle, "exec", 1, #"gdn-runc: "exec" requires a minimum of 1 argument(s)"#),
        .init(.bundle, "list -f xml", 1, "invalid format option"),
        .init(.bundle, "run --preserve-fds x c", 1, #"invalid value "x" for flag -preserve-fds: parse error"#),
        .init(.bundle, "pause c", 1, "the command pause is not supported yet"),
        .init(.bundle, "init", 1, "init is no command for callers: _LIBCONTAINER_INITPIPE is not set"),
        .init(.bundle, "--rootless x run c", 1, #"runc run failed: strconv.ParseBool: parsing "x": invalid syntax"#),
        .init(.bundle, "--root /nowhere/at/all list", 1, "open /nowhere/at/all: no such file or directory"),
        .init(.bundle, "spec", 1, "File config.json exists. Remove it first"),
        .init(.bundle, "spec -b /nowhere", 1, "chdir /nowhere: no such file or directory"),
    ]

    private static let unknown: [RuntimeComplaint] = [
        .init(.bundle, "state c", 1, noSuch), .init(.bundle, "start c", 1, noSuch),
        .init(.bundle, "kill c", 1, noSuch), .init(.bundle, "delete c", 1, noSuch), .init(.bundle, "ps c", 1, noSuch),
        .init(.bundle, "exec c a", 255, "exec failed: " + noSuch),
        .init(.bundle, "state ''", 1, "container id cannot be empty"),
        .init(.bundle, "run ''", 1, "runc run failed: container id cannot be empty"),
        .init(.bundle, "run a/b", 1, "runc run failed: invalid container ID format"),
        .init(.bundle, "create ..", 1, "runc create failed: invalid container ID format"),
        .init(.bundle, "delete -f .", 1, "invalid container ID format"),
    ]

    private static let states: [RuntimeComplaint] = [
        .init(.running, "create c", 1, "runc create failed: container with given ID already exists"),
        .init(.running, "run c", 1, "runc run failed: container with given ID already exists"),
        .init(.running, "start c", 1, "cannot start an already running container"),
        .init(.stopped, "start c", 1, "cannot start a container that has stopped"),
        .init(.running, "delete c", 1, "cannot delete container c that is not stopped: running"),
        .init(.created, "run c", 1, "runc run failed: container with given ID already exists"),
        .init(.paused, "delete c", 1, "cannot delete container c that is not stopped: paused"),
        .init(
            .paused, "exec c a", 255, "exec failed: cannot exec in a paused container (use --ignore-paused to override)"
        ),
        .init(.stopped, "exec c a", 255, "exec failed: cannot exec in a stopped container"),
        .init(.stopped, "kill c", 1, "container not running"),
        .init(.running, "kill c NOPE", 1, #"unknown signal "NOPE""#),
        .init(.running, "kill c 65", 1, "unable to signal init: invalid argument"),
        .init(.running, "ps -f xml c", 1, "invalid format option"),
        .init(.running, "ps c -o comm", 1, "couldn't find PID field in ps output"),
    ]

    private static let processes: [RuntimeComplaint] = [
        .init(.running, "exec c", 255, "exec failed: process args cannot be empty"),
        .init(
            .running, "exec c nosuch", 255,
            #"exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH"#),
        .init(
            .running, "exec c /etc", 255,
            #"exec failed: unable to start container process: exec: "/etc": is a directory"#),
        .init(
            .running, "exec -u x c a", 255,
            #"exec failed: parsing x as int for uid failed: strconv.Atoi: parsing "x": invalid syntax"#),
        .init(
            .running, "exec -u 1: c a", 255,
            #"exec failed: parsing  as int for gid failed: strconv.Atoi: parsing "": invalid syntax"#),
        .init(
            .running, "exec -g x c a", 1,
            #"invalid value "x" for flag -g: strconv.ParseInt: parsing "x": invalid syntax"#),
        .init(.running, "exec --cwd x c a", 255, "exec failed: Cwd must be an absolute path"),
        .init(.running, "exec --cgroup a:b:c c a", 255, "exec failed: invalid --cgroup argument: a:b:c"),
        .init(.running, "exec -p /nowhere c", 255, "exec failed: open /nowhere: no such file or directory"),
        .init(
            .running, "exec -t -d c a", 255,
            "exec failed: cannot allocate tty if runc will detach without setting console socket"),
        .init(
            .running, "exec --console-socket /x c a", 255,
            "exec failed: cannot use console socket if runc will not detach or allocate tty"),
    ]

    private static let bundles: [RuntimeComplaint] = [
        .init(.usedCgroup, "create c", 1, "runc create failed: container's cgroup is not empty: 1 process(es) found"),
        .init(.frozenCgroup, "create c", 1, "runc create failed: container's cgroup unexpectedly frozen"),
        .init(
            .missingProgram, "create c", 1,
            #"runc create failed: unable to start container process: "#
                + #"error during container init: exec: "nosuch": executable file not found in $PATH"#),
        .init(
            .folderProgram, "run c", 1,
            #"runc run failed: unable to start container process: error during container init: "#
                + #"exec: "/bin": is a directory"#),
        .init(.noDocument, "run c", 1, "runc run failed: JSON specification file config.json not found"),
        .init(.bundle, "run -b /nowhere c", 1, "runc run failed: chdir /nowhere: no such file or directory"),
        .init(.noProcess, "run c", 1, "runc run failed: process property must not be empty"),
        .init(.noArguments, "run c", 1, "runc run failed: args must not be empty"),
        .init(.relativeFolder, "run c", 1, "runc run failed: Cwd must be an absolute path"),
        .init(
            .terminal, "create c", 1,
            "runc create failed: cannot allocate tty if runc will detach without setting console socket"),
        .init(
            .bundle, "create --console-socket /x c", 1,
            "runc create failed: cannot use console socket if runc will not detach or allocate tty"),
        .init(
            .bundle, "create --preserve-fds 2 c", 1,
            "runc create failed: unable to stat preserved-fd 0 (of 2): ..."),
        .init(.bundle, "--systemd-cgroup run c", 1, "the systemd cgroup driver is not supported yet..."),
    ]
}
