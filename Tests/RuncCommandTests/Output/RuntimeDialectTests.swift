import RuncCommand
import Testing

@Suite("Messages of runtimes")
struct RuntimeDialectTests {
    private let id = ContainerID(escaping: "c1")

    @Test(
        "of runc",
        arguments: [
            ("container does not exist", .notFound),
            ("exec failed: container does not exist", .notFound),
            ("runc run failed: container with given ID already exists", .alreadyExists),
            ("cannot delete container c1 that is not stopped: running", .wrongState),
            ("cannot start an already running container", .wrongState),
            ("cannot start a container that has stopped", .wrongState),
            ("container not running", .wrongState),
            ("exec failed: cannot exec in a stopped container", .wrongState),
            ("exec failed: cannot exec in a paused container (use --ignore-paused to override)", .wrongState),
            (
                "exec failed: unable to start container process: exec: \"nosuch\": executable file not found in $PATH",
                .executableNotFound
            ),
            (
                "runc run failed: unable to start container process: exec: \"/nosuch\": stat /nosuch: "
                    + "no such file or directory",
                .executableNotFound
            ),
            (
                "runc create failed: unable to start container process: error during container init: "
                    + "exec: \"x\": executable file not found in $PATH",
                .executableNotFound
            ),
            (
                "container_linux.go:380: starting container process caused: exec: \"x\": "
                    + "executable file not found in $PATH",
                .executableNotFound
            ),
            (
                "exec failed: unable to start container process: chdir to cwd (\"/nodir\") set in config.json failed: "
                    + "no such file or directory",
                .workingDirectory
            ),
            (
                "runc run failed: unable to start container process: error during container init: error setting "
                    + "cgroup config for procHooks process: unable to set memory limit to 4096 "
                    + "(current usage: 1720320, peak usage: 2039808)",
                .memoryLimitTooSmall
            ),
            (
                "runc run failed: unable to start container process: container init was OOM-killed "
                    + "(memory limit too low?)",
                .memoryLimitTooSmall
            ),
            ("exec failed: unable to find user bob: no matching entries in passwd file", .unknownUser),
            ("exec failed: parsing bob as int for uid failed: strconv.Atoi: parsing \"bob\"", .unknownUser),
            ("exec failed: unable to start container process: exec: \"/etc\": permission denied", .other),
            ("runc run failed: chdir /none: no such file or directory", .other),
            ("container with id c1 is not running", .wrongState),
            ("container with id c2 is not running", .other),
            ("container not paused", .wrongState),
            ("container paused", .wrongState),
            ("container still running", .wrongState),
            ("container init still running", .wrongState),
            ("cannot start a container in the paused state", .wrongState),
            ("cannot delete container c1 that is not stopped: paused", .wrongState),
            ("Container cannot be checkpointed in stopped state", .wrongState),
            ("Container cannot be checkpointed in created state", .wrongState),
            ("runc create failed: container's cgroup unexpectedly frozen", .wrongState),
            ("os: process already finished", .wrongState),
            (
                "CRIU version check failed: exec: \"criu\": executable file not found in $PATH",
                .unsupportedCommand
            ),
            ("No help topic for 'bogus'\n", .unsupportedCommand),
            ("the command pause is not supported yet", .unsupportedCommand),
            ("unable to set memory limit to 100 (current usage: 262144, peak usage: 2138112)", .memoryLimitTooSmall),
            ("exec failed: unable to start container process: exec: \"/etc\": is a directory", .other),
            ("flag provided but not defined: -pidfd-socket", .other),
            ("runc: \"state\" requires exactly 1 argument(s)", .other),
            ("invalid container ID format", .other),
            ("runc create failed: invalid container ID format", .other),
            ("runc create failed: container id cannot be empty", .other),
            ("runc create failed: chdir none: no such file or directory", .other),
            ("runc create failed: JSON specification file config.json not found", .other),
            ("runc create failed: unexpected EOF", .other),
            ("runc create failed: process property must not be empty", .other),
            ("exec failed: args must not be empty", .other),
            ("exec failed: Cwd must be an absolute path", .other),
            ("runc create failed: invalid rootfs: stat /b/none: no such file or directory", .other),
            ("runc create failed: container's cgroup is not empty: 1 process(es) found", .other),
            ("exec failed: cannot allocate tty if runc will detach without setting console socket", .other),
            ("exec failed: cannot use console socket if runc will not detach or allocate tty", .other),
            ("exec failed: dial unix /s: connect: no such file or directory", .other),
            ("couldn't find PID field in ps output", .other),
            ("File config.json exists. Remove it first", .other),
            (
                "failed to write \"99\": write /sys/fs/cgroup/cpuset/c/cpuset.cpus: numerical result out of range",
                .other
            ),
            ("", .other),
        ] as [(String, RuncFailure)])
    func runc(message: String, failure: RuncFailure) {
        #expect(RuntimeDialect.classify(message, about: id) == failure)
    }

    @Test(
        "of crun",
        arguments: [
            ("error opening file `/run/crun/c1/status`: No such file or directory", .notFound),
            ("cannot open directory '/run/crun/c1': No such file or directory", .notFound),
            ("container `c1` already exists", .alreadyExists),
            ("the container `c1` is not in `created` or `stopped` state", .wrongState),
            ("kill container: No such process", .wrongState),
            ("open pidfd: No such process", .wrongState),
            ("send signal to pidfd: No such process", .wrongState),
            ("the container `c1` is not running", .wrongState),
            ("the container `c1` is not running: No such process", .wrongState),
            ("container `c1` is not running", .wrongState),
            ("the container `c1` is paused", .wrongState),
            ("cannot open `/run/crun/c1/exec.fifo`: No such file or directory", .wrongState),
            ("executable file `nosuch` not found in $PATH: No such file or directory", .executableNotFound),
            ("executable file `/nosuch` not found in $PATH: No such file or directory\n", .executableNotFound),
            ("chdir `/nodir`: No such file or directory", .workingDirectory),
            (
                "OOM: the memory limit could be too low: read from sync socket: Connection reset by peer",
                .memoryLimitTooSmall
            ),
            ("the memory limit could be too low: write to sync socket: Broken pipe", .memoryLimitTooSmall),
            ("writing file `memory.limit_in_bytes`: Device or resource busy", .memoryLimitTooSmall),
            ("setns(pid=8724, CLONE_NEWUSER): No such process", .wrongState),
            ("unknown command features", .unsupportedCommand),
            ("unknown command events\n", .unsupportedCommand),
            ("open executable: Permission denied", .other),
            ("open executable: Operation not permitted", .other),
            ("fail startup", .other),
            ("create: unrecognized option '--pidfd-socket'\nTry `create --help' for more information.", .other),
            ("crun: `ps` requires a maximum of 1 arguments", .other),
            ("cannot create state directory for `a/b`", .other),
            ("realpath `none` failed: No such file or directory", .other),
            ("error loading config.json", .other),
            ("invalid config file, no 'linux' block specified", .other),
            ("`config.json` already exists", .other),
            ("writing file `cpuset.cpus`: Numerical result out of range", .other),
            ("open /dev/ptmx: No such file or directory", .other),
            ("error opening file `/bundle/process.json`: No such file or directory", .other),
            ("cgroups in hybrid mode not supported, drop all controllers from cgroupv2", .other),
        ] as [(String, RuncFailure)])
    func crun(message: String, failure: RuncFailure) {
        #expect(RuntimeDialect.classify(message, about: id) == failure)
    }

    @Test("are told from what a process chose to be called", arguments: ["container does not exist", "c1", "`c1`"])
    func spoofed(program: String) {
        let message = "exec failed: unable to start container process: exec: \"\(program)\": permission denied"

        #expect(RuntimeDialect.classify(message, about: id) == .other)
    }

    @Test("are about the container that was asked for")
    func otherContainer() {
        let message = "error opening file `/run/crun/c2/status`: No such file or directory"

        #expect(RuntimeDialect.classify(message, about: id) == .other)
    }
}
