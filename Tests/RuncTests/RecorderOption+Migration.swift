import RuncCommand
import SystemPackage

extension RecorderOption<CheckpointOptions> {
    static let checkpointing = [
        Self("--image-path", "/i") { $0.migration.imagePath = "/i" },
        Self("--work-path", "/w") { $0.migration.workPath = "/w" },
        Self("--parent-path", "../p") { $0.parentPath = "../p" },
        Self("--tcp-established") { $0.migration.allowOpenTCP = true },
        Self("--ext-unix-sk") { $0.migration.allowExternalUnixSockets = true },
        Self("--shell-job") { $0.migration.allowTerminal = true },
        Self("--page-server", "10.0.0.1:27") { $0.pageServer = "10.0.0.1:27" },
        Self("--file-locks") { $0.migration.fileLocks = true },
        Self("--manage-cgroups-mode", "strict") { $0.migration.cgroupsMode = .strict },
        Self("--empty-ns", "network", "--empty-ns", "ipc") { $0.migration.emptyNamespaces = ["network", "ipc"] },
        Self("--lazy-pages") { $0.migration.lazyPages = true },
        Self("--x", "y z") { $0.extraArguments = ["--x", "y z"] },
        Self("--status-fd", "3") { $0.statusDescriptor = .standardInput },
        Self("--leave-running") { $0.leaveRunning = true },
        Self("--pre-dump") { $0.preDump = true },
    ]
}

extension RecorderOption<RestoreOptions> {
    static let restoring = [
        Self("--image-path", "/i") { $0.migration.imagePath = "/i" },
        Self("--work-path", "/w") { $0.migration.workPath = "/w" },
        Self("--tcp-established") { $0.migration.allowOpenTCP = true },
        Self("--ext-unix-sk") { $0.migration.allowExternalUnixSockets = true },
        Self("--shell-job") { $0.migration.allowTerminal = true },
        Self("--file-locks") { $0.migration.fileLocks = true },
        Self("--manage-cgroups-mode", "soft") { $0.migration.cgroupsMode = .soft },
        Self("--empty-ns", "network", "--empty-ns", "ipc") { $0.migration.emptyNamespaces = ["network", "ipc"] },
        Self("--lazy-pages") { $0.migration.lazyPages = true },
        Self("--detach") { $0.detach = true },
        Self("--pid-file", "/nowhere/pid", otherwise: ["--pid-file", "FOLDER/pid"]) { $0.pidFile = "/nowhere/pid" },
        Self("--console-socket", "/c") { $0.consoleSocket = "/c" },
        Self("--no-pivot") { $0.noPivot = true },
        Self("--no-subreaper") { $0.noSubreaper = true },
        Self("--x", "y z") { $0.extraArguments = ["--x", "y z"] },
    ]
}
