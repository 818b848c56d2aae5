extension CommandShape {
    private static let start: [Flag] = [
        Flag("bundle", "b", value: "DIR", "the bundle's folder, the working folder by default"),
        Flag("console-socket", value: "PATH", "socket that the terminal's main side is sent to"),
        Flag("pidfd-socket", value: "PATH", "socket that a pidfd of init is sent to"),
        Flag("pid-file", value: "FILE", "file that init's pid is written to"),
        Flag("no-pivot", "do not use pivot_root to change the root"),
        Flag("no-new-keyring", "keep the caller's session keyring"),
        Flag("preserve-fds", value: "N", "pass N descriptors from 3 on to the container"),
    ]

    /// All commands.
    static let all: [CommandShape] = [
        CommandShape("create", "<container-id>", .exactly(1), "create a container", start),
        CommandShape("start", "<container-id>", .exactly(1), "run the program of a created container"),
        CommandShape(
            "run", "<container-id>", .exactly(1), "create and run a container",
            start + [
                Flag("detach", "d", "do not wait for the container's end"),
                Flag("keep", "do not delete the container when it has ended"),
                Flag("no-subreaper", "do not adopt the container's orphans"),
            ]),
        exec,
        CommandShape(
            "kill", "<container-id> [signal]", .between(1, 2), "send a signal, SIGTERM by default, to a container",
            [Flag("all", "a", "obsolete")]),
        CommandShape(
            "delete", "<container-id>", .exactly(1), "delete a container",
            [Flag("force", "f", "end the container first if it runs")]),
        CommandShape("state", "<container-id>", .exactly(1), "show the state of a container"),
        CommandShape(
            "list", "", .exactly(0), "list containers",
            [
                Flag("format", "f", value: "table|json", "how to print them"),
                Flag("quiet", "q", "print names alone"),
            ]),
    ]

    private static var exec: CommandShape {
        var shape = CommandShape(
            "exec", "<container-id> <command> [command options] || -p process.json <container-id>", .atLeast(1),
            "run a process in a container",
            [
                Flag("cwd", value: "DIR", "the working folder inside"),
                Flag("env", "e", value: "NAME=VALUE", "a variable; may be given more than once"),
                Flag("tty", "t", "give the process a terminal"),
                Flag("console-socket", value: "PATH", "socket that the terminal's main side is sent to"),
                Flag("pidfd-socket", value: "PATH", "socket that a pidfd of the process is sent to"),
                Flag("user", "u", value: "UID[:GID]", "who the process runs as"),
                Flag("additional-gids", "g", value: "GID", "a further group; may be given more than once"),
                Flag("process", "p", value: "FILE", "JSON that describes the process"),
                Flag("detach", "d", "do not wait for the process's end"),
                Flag("pid-file", value: "FILE", "file that the process's pid is written to"),
                Flag("process-label", value: "LABEL", "SELinux label of the process"),
                Flag("apparmor", value: "PROFILE", "AppArmor profile of the process"),
                Flag("no-new-privs", "keep the process from gaining privileges"),
                Flag("cap", "c", value: "CAP", "a further capability; may be given more than once"),
                Flag("preserve-fds", value: "N", "pass N descriptors from 3 on to the process"),
                Flag("ignore-paused", "enter the container although it is paused"),
            ])
        shape.stopsAtWord = true
        return shape
    }

    /// Flags before the command.
    static let global: [Flag] = [
        Flag("debug", "write debug records to the log"),
        Flag("log", value: "FILE", "file that records are appended to; standard error by default"),
        Flag("log-format", value: "text|json", "how records are written"),
        Flag("root", value: "DIR", "folder of the containers' state"),
        Flag("systemd-cgroup", "have systemd make cgroups"),
        Flag("rootless", value: "true|false|auto", "pass over errors about cgroups"),
        Flag("help", "h", "show help"),
        Flag("version", "v", "print the version"),
    ]
}
