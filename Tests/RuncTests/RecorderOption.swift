import Linux
import RuncCommand
import SystemPackage

/// An option: how a test sets it, and the words that it is on the command line then, and otherwise.
struct RecorderOption<Options: Sendable>: Sendable {
    let words: [String]
    let otherwise: [String]
    let set: @Sendable (inout Options) -> Void

    init(_ words: String..., otherwise: [String] = [], _ set: @escaping @Sendable (inout Options) -> Void) {
        (self.words, self.otherwise, self.set) = (words, otherwise, set)
    }

    /// None of `rows`, each alone, and all together: what to call with, and the words to expect, which come in the order
    /// of the rows.
    static func cases(_ rows: [Self], _ none: Options) -> [(options: Options, words: [String])] {
        let choices = [[]] + rows.indices.map { [$0] } + [Array(rows.indices)]
        return choices.map { chosen in
            var options = none
            for index in chosen { rows[index].set(&options) }
            let words = rows.indices.flatMap { chosen.contains($0) ? rows[$0].words : rows[$0].otherwise }
            return (options, words)
        }
    }
}

extension RecorderOption<RuncConfiguration> {
    static let global = [
        Self("--root", "/r") { $0.root = "/r" },
        Self("--debug") { $0.debug = true },
        Self("--systemd-cgroup") { $0.systemdCgroup = true },
        Self("--rootless=true") { $0.rootless = .always },
        Self("--x", "y z") { $0.extraArguments = ["--x", "y z"] },
    ]
}

extension RecorderOption<CreateOptions> {
    static let creation = [
        Self("--pid-file", "/nowhere/pid") { $0.pidFile = "/nowhere/pid" },
        Self("--console-socket", "/c") { $0.consoleSocket = "/c" },
        Self("--pidfd-socket", "/p") { $0.pidfdSocket = "/p" },
        Self("--no-pivot") { $0.noPivot = true },
        Self("--no-new-keyring") { $0.noNewKeyring = true },
        Self("--preserve-fds", "2") { $0.preservedDescriptors = [.standardInput, .standardInput] },
        Self("--x", "y z") { $0.extraArguments = ["--x", "y z"] },
    ]
}

extension RecorderOption<RunOptions> {
    /// Without a pid file of the caller's, the call has one of its own.
    static let running = [
        Self("--pid-file", "/nowhere/pid", otherwise: ["--pid-file", "FOLDER/pid"]) {
            $0.creation.pidFile = "/nowhere/pid"
        },
        Self("--console-socket", "/c") { $0.creation.consoleSocket = "/c" },
        Self("--pidfd-socket", "/p") { $0.creation.pidfdSocket = "/p" },
        Self("--no-pivot") { $0.creation.noPivot = true },
        Self("--no-new-keyring") { $0.creation.noNewKeyring = true },
        Self("--detach") { $0.detach = true },
        Self("--preserve-fds", "0") { $0.creation.preservedDescriptors = [] },
        Self("--x", "y z") { $0.creation.extraArguments = ["--x", "y z"] },
    ]
}

extension RecorderOption<ExecOptions> {
    /// As for running.
    static let executing = [
        Self("--console-socket", "/c") { $0.consoleSocket = "/c" },
        Self("--pidfd-socket", "/p") { $0.pidfdSocket = "/p" },
        Self("--detach") { $0.detach = true },
        Self("--pid-file", "/nowhere/pid", otherwise: ["--pid-file", "FOLDER/pid"]) { $0.pidFile = "/nowhere/pid" },
        Self("--x", "y z") { $0.extraArguments = ["--x", "y z"] },
    ]
}

extension RecorderOption<KillOptions> {
    static let killing = [
        Self("--all") { $0.all = true },
        Self("--x", "y z") { $0.extraArguments = ["--x", "y z"] },
    ]
}

extension RecorderOption<DeleteOptions> {
    static let deleting = [
        Self("--force") { $0.force = true },
        Self("--x", "y z") { $0.extraArguments = ["--x", "y z"] },
    ]
}

extension RecorderOption<SpecOptions> {
    static let specification = [
        Self("--bundle", "/b") { $0.bundle = "/b" },
        Self("--rootless") { $0.rootless = true },
        Self("--x", "y z") { $0.extraArguments = ["--x", "y z"] },
    ]
}
