import Linux
import RuncCommand
import SystemPackage
import Testing

/// Every call with each of its options alone, and with all of them, and what a runtime is told.
enum CallTable {
    struct Row: Sendable, CustomTestStringConvertible {
        let call: RuncCall
        let words: [String]

        /// `text` with one blank between words.
        init(_ call: RuncCall, _ text: String) {
            (self.call, words) = (call, text.split(separator: " ").map(String.init))
        }

        var testDescription: String { words.joined(separator: " ") }
    }

    static let id = ContainerID(escaping: "c1")

    static let all = short + creation + exec + change + events + checkpoint + restore + spec

    private static let short = [
        Row(.start(id), "start c1"),
        Row(.state(id), "state c1"),
        Row(.list, "list --format=json"),
        Row(.ps(id), "ps --format json c1"),
        Row(.top(id, []), "ps --format table c1"),
        Row(.top(id, ["-eo", "pid,comm"]), "ps --format table c1 -eo pid,comm"),
        Row(.pause(id), "pause c1"),
        Row(.resume(id), "resume c1"),
        Row(.update(id), "update --resources=- c1"),
        Row(.version, "--version"),
        Row(.features, "features"),
    ]

    private static let creation: [Row] = {
        var all = CreateOptions()
        all.pidFile = "/p"
        all.consoleSocket = "/c"
        all.pidfdSocket = "/f"
        all.noPivot = true
        all.noNewKeyring = true
        all.preservedDescriptors = [.standardInput, .standardOutput]
        all.extraArguments = ["--keep", "x"]
        let sockets = "--pid-file /p --console-socket /c --pidfd-socket /f --no-pivot --no-new-keyring"
        let alone: [(CreateOptions, String)] = [
            (CreateOptions(), ""),
            (with(CreateOptions()) { $0.pidFile = "/p" }, "--pid-file /p"),
            (with(CreateOptions()) { $0.consoleSocket = "/c" }, "--console-socket /c"),
            (with(CreateOptions()) { $0.pidfdSocket = "/f" }, "--pidfd-socket /f"),
            (with(CreateOptions()) { $0.noPivot = true }, "--no-pivot"),
            (with(CreateOptions()) { $0.noNewKeyring = true }, "--no-new-keyring"),
            (with(CreateOptions()) { $0.preservedDescriptors = [.standardError] }, "--preserve-fds 1"),
            (with(CreateOptions()) { $0.preservedDescriptors = [] }, "--preserve-fds 0"),
            (with(CreateOptions()) { $0.extraArguments = ["-x"] }, "-x"),
            (all, "\(sockets) --preserve-fds 2 --keep x"),
        ]
        return alone.map { Row(.create(id, bundle: "/b", $0.0), "create --bundle /b \($0.1) c1") }
            + alone.map { Row(.run(id, bundle: "/b", RunOptions(creation: $0.0)), "run --bundle /b \($0.1) c1") }
            + [
                Row(.run(id, bundle: "/b"), "run --bundle /b c1"),
                Row(.create(id, bundle: "/b"), "create --bundle /b c1"),
                Row(.run(id, bundle: "/b", RunOptions(detach: true)), "run --bundle /b --detach c1"),
                Row(
                    .run(id, bundle: "/b", RunOptions(creation: all, detach: true)),
                    "run --bundle /b \(sockets) --detach --preserve-fds 2 --keep x c1"),
            ]
    }()

    private static let exec: [Row] = {
        var all = ExecOptions()
        all.consoleSocket = "/c"
        all.pidfdSocket = "/f"
        all.detach = true
        all.pidFile = "/p"
        all.extraArguments = ["--ignore-paused"]
        let alone: [(ExecOptions, String)] = [
            (ExecOptions(), ""),
            (with(ExecOptions()) { $0.consoleSocket = "/c" }, "--console-socket /c"),
            (with(ExecOptions()) { $0.pidfdSocket = "/f" }, "--pidfd-socket /f"),
            (with(ExecOptions()) { $0.detach = true }, "--detach"),
            (with(ExecOptions()) { $0.pidFile = "/p" }, "--pid-file /p"),
            (with(ExecOptions()) { $0.extraArguments = ["--cap", "CAP_KILL"] }, "--cap CAP_KILL"),
            (all, "--console-socket /c --pidfd-socket /f --detach --pid-file /p --ignore-paused"),
        ]
        return alone.map { Row(.exec(id, process: "/j", $0.0), "exec --process /j \($0.1) c1") }
    }()

    private static let change = [
        Row(.kill(id, .terminate), "kill c1 15"),
        Row(.kill(id, .kill, KillOptions(all: true)), "kill --all c1 9"),
        Row(.kill(id, .kill, KillOptions(extraArguments: ["-x"])), "kill -x c1 9"),
        Row(.kill(id, .kill, KillOptions(all: true, extraArguments: ["-x"])), "kill --all -x c1 9"),
        Row(.delete(id), "delete c1"),
        Row(.delete(id, DeleteOptions(force: true)), "delete --force c1"),
        Row(.delete(id, DeleteOptions(extraArguments: ["-x"])), "delete -x c1"),
        Row(.delete(id, DeleteOptions(force: true, extraArguments: ["-x"])), "delete --force -x c1"),
    ]

    private static let events = [
        Row(.statistics(id), "events --stats c1"),
        Row(.events(id, seconds: 1), "events --interval=1s c1"),
        Row(.events(id, seconds: 3600), "events --interval=3600s c1"),
    ]

    private static let checkpoint: [Row] = {
        let alone =
            migration.map { (CheckpointOptions(migration: $0.0), $0.1) } + [
                (with(CheckpointOptions()) { $0.parentPath = "../p" }, "--parent-path ../p"),
                (with(CheckpointOptions()) { $0.pageServer = "127.0.0.1:9" }, "--page-server 127.0.0.1:9"),
                (with(CheckpointOptions()) { $0.extraArguments = ["--link-remap"] }, "--link-remap"),
                (with(CheckpointOptions()) { $0.statusDescriptor = .standardOutput }, "--status-fd 3"),
                (with(CheckpointOptions()) { $0.leaveRunning = true }, "--leave-running"),
                (with(CheckpointOptions()) { $0.preDump = true }, "--pre-dump"),
            ]
        var all = CheckpointOptions(migration: fullMigration)
        all.parentPath = "../p"
        all.pageServer = "127.0.0.1:9"
        all.extraArguments = ["--link-remap"]
        all.statusDescriptor = .standardOutput
        all.leaveRunning = true
        all.preDump = true
        let words = """
            --image-path /i --work-path /w --parent-path ../p --tcp-established --ext-unix-sk --shell-job \
            --page-server 127.0.0.1:9 --file-locks --manage-cgroups-mode full --empty-ns network --empty-ns ipc \
            --lazy-pages --link-remap --status-fd 3 --leave-running --pre-dump
            """
        return (alone + [(all, words)]).map { Row(.checkpoint(id, $0.0), "checkpoint \($0.1) c1") }
    }()

    private static let restore: [Row] = {
        let alone =
            migration.map { (RestoreOptions(migration: $0.0), $0.1) } + [
                (with(RestoreOptions()) { $0.detach = true }, "--detach"),
                (with(RestoreOptions()) { $0.pidFile = "/p" }, "--pid-file /p"),
                (with(RestoreOptions()) { $0.consoleSocket = "/c" }, "--console-socket /c"),
                (with(RestoreOptions()) { $0.noPivot = true }, "--no-pivot"),
                (with(RestoreOptions()) { $0.noSubreaper = true }, "--no-subreaper"),
                (with(RestoreOptions()) { $0.extraArguments = ["-x"] }, "-x"),
            ]
        var all = RestoreOptions(migration: fullMigration)
        all.detach = true
        all.pidFile = "/p"
        all.consoleSocket = "/c"
        all.noPivot = true
        all.noSubreaper = true
        all.extraArguments = ["-x"]
        let words = """
            --image-path /i --work-path /w --tcp-established --ext-unix-sk --shell-job --file-locks \
            --manage-cgroups-mode full --empty-ns network --empty-ns ipc --lazy-pages --detach --pid-file /p \
            --console-socket /c --no-pivot --no-subreaper -x
            """
        return (alone + [(all, words)]).map {
            Row(.restore(id, bundle: "/b", $0.0), "restore \($0.1) --bundle /b c1")
        }
    }()

    private static let spec = [
        Row(.spec(), "spec"),
        Row(.spec(SpecOptions(bundle: "/b")), "spec --bundle /b"),
        Row(.spec(SpecOptions(rootless: true)), "spec --rootless"),
        Row(.spec(SpecOptions(extraArguments: ["-x"])), "spec -x"),
        Row(.spec(SpecOptions(bundle: "/b", rootless: true, extraArguments: ["-x"])), "spec --bundle /b --rootless -x"),
    ]

    private static let migration: [(MigrationOptions, String)] = [
        (MigrationOptions(), ""),
        (with(MigrationOptions()) { $0.imagePath = "/i" }, "--image-path /i"),
        (with(MigrationOptions()) { $0.workPath = "/w" }, "--work-path /w"),
        (with(MigrationOptions()) { $0.allowOpenTCP = true }, "--tcp-established"),
        (with(MigrationOptions()) { $0.allowExternalUnixSockets = true }, "--ext-unix-sk"),
        (with(MigrationOptions()) { $0.allowTerminal = true }, "--shell-job"),
        (with(MigrationOptions()) { $0.fileLocks = true }, "--file-locks"),
        (with(MigrationOptions()) { $0.cgroupsMode = .soft }, "--manage-cgroups-mode soft"),
        (with(MigrationOptions()) { $0.cgroupsMode = .full }, "--manage-cgroups-mode full"),
        (with(MigrationOptions()) { $0.cgroupsMode = .strict }, "--manage-cgroups-mode strict"),
        (with(MigrationOptions()) { $0.emptyNamespaces = ["network"] }, "--empty-ns network"),
        (with(MigrationOptions()) { $0.lazyPages = true }, "--lazy-pages"),
    ]

    private static let fullMigration = with(MigrationOptions()) {
        $0.imagePath = "/i"
        $0.workPath = "/w"
        $0.allowOpenTCP = true
        $0.allowExternalUnixSockets = true
        $0.allowTerminal = true
        $0.fileLocks = true
        $0.cgroupsMode = .full
        $0.emptyNamespaces = ["network", "ipc"]
        $0.lazyPages = true
    }

    private static func with<Options>(_ options: Options, _ change: (inout Options) -> Void) -> Options {
        var options = options
        change(&options)
        return options
    }
}
