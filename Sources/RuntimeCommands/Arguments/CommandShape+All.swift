extension CommandShape {
    /// The names of all commands that work, in the order of help.
    static let names = ["create", "delete", "exec", "features", "kill", "list", "ps", "run", "spec", "start", "state"]

    /// The command called `name`; nil: there is none. Only that one is made: most calls are short.
    static func named(_ name: String) -> CommandShape? {
        switch name {
        case "create": CommandShape(name, container, .exactly(1), "create a container", start)
        case "delete":
            CommandShape(
                name, container, .exactly(1), "delete a container",
                [Flag("force", "f", "end the container first if it runs (SIGKILL)")])
        case "exec": exec
        case "features": CommandShape(name, "", .exactly(0), "show what this runtime can do")
        case "kill":
            CommandShape(
                name, container + " [signal]", .between(1, 2),
                "send a signal (default: SIGTERM) to the container's init process", [Flag("all", "a", "")])
        case "list":
            CommandShape(
                name, "", .exactly(0), "list the containers of a root",
                [format, Flag("quiet", "q", "print names alone")])
        case "ps": processes
        case "run": run
        case "spec": spec
        case "start": CommandShape(name, container, .exactly(1), "run the program of a created container")
        case "state": CommandShape(name, container, .exactly(1), "show the state of a container")
        default: nil
        }
    }

    private static let container = "<container-id>"

    private static var format: Flag {
        Flag("format", "f", value: "table|json", "how to print them (default: \"table\")")
    }

    private static var processes: CommandShape {
        var shape = CommandShape(
            "ps", container + " [ps options]", .atLeast(1), "show the processes inside a container", [format])
        shape.stopsAtWord = true
        return shape
    }

    private static var spec: CommandShape {
        CommandShape(
            "spec", "", .exactly(0), "write a bundle's config.json to begin with",
            [
                Flag("bundle", "b", value: "DIR", "the bundle's folder (default: the working folder)"),
                Flag("rootless", "make it for a container of the user who calls"),
            ])
    }

    private static var run: CommandShape {
        CommandShape(
            "run", container, .exactly(1), "create and run a container",
            start + [
                Flag("detach", "d", "do not wait for the container's end"),
                Flag("keep", "do not delete the container when it has ended"),
                Flag("no-subreaper", "do not adopt the container's orphans"),
            ])
    }

    private static var start: [Flag] {
        [
            Flag("bundle", "b", value: "DIR", "the bundle's folder (default: the working folder)"),
            Flag("console-socket", value: "PATH", "socket that the terminal's main side is sent to"),
            Flag("pid-file", value: "FILE", "file that init's pid is written to"),
            Flag("no-pivot", "do not use pivot_root to change the root"),
            Flag("no-new-keyring", "keep the caller's session keyring"),
            Flag(
                "preserve-fds", value: "N", number: .once,
                "pass N descriptors behind those of LISTEN_FDS to the container"),
        ]
    }

    private static var exec: CommandShape {
        var shape = CommandShape(
            "exec", container + " <command> [command options]  || -p process.json " + container, .atLeast(1),
            "run a process in a container",
            [
                Flag("console-socket", value: "PATH", "socket that the terminal's main side is sent to"),
                Flag("cwd", value: "DIR", "the working folder inside"),
                Flag("env", "e", value: "NAME=VALUE", "a variable; may be given more than once"),
                Flag("tty", "t", "give the process a terminal"),
                Flag("user", "u", value: "UID[:GID]", "who the process runs as"),
                Flag(
                    "additional-gids", "g", value: "GID", number: .repeatedly,
                    "a further group; may be given more than once"),
                Flag("process", "p", value: "FILE", "JSON that describes the process"),
                Flag("detach", "d", "do not wait for the process's end"),
                Flag("pid-file", value: "FILE", "file that the process's pid is written to"),
                Flag("process-label", value: "LABEL", "SELinux label of the process"),
                Flag("apparmor", value: "PROFILE", "AppArmor profile of the process"),
                Flag("no-new-privs", "keep the process from gaining privileges"),
                Flag("cap", "c", value: "CAP", "a further capability; may be given more than once"),
                Flag(
                    "preserve-fds", value: "N", number: .once,
                    "pass N descriptors behind those of LISTEN_FDS to the process"),
                Flag(
                    "cgroup", value: "[CTRL[,CTRL]:]PATH",
                    "a cgroup below the container's for the process; may be given more than once"),
                Flag("ignore-paused", "enter the container although it is paused"),
            ])
        shape.stopsAtWord = true
        return shape
    }

    /// Flags before the command.
    static var global: [Flag] {
        [
            Flag("debug", "write debug records to the log"),
            Flag("log", value: "FILE", "file that records are appended to (default: standard error)"),
            Flag("log-format", value: "text|json", "how records are written (default: \"text\")"),
            Flag("root", value: "DIR", "folder of the containers' state, best in memory (default: \"/run/runc\")"),
            // Where it was wanted once, it is still given.
            Flag("criu", value: "PATH", ""),
            Flag("systemd-cgroup", ""),
            Flag(
                "rootless", value: "true|false|auto",
                "whether to pass over errors for lack of permission about cgroups (default: \"auto\")"),
            Flag("help", "h", "show help"),
            Flag("version", "v", "print the version"),
        ]
    }
}
