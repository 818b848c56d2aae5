import ArgumentParser
import Cgroups
import Logging
import Networker

struct SetupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Makes the cgroups of a server, which then runs with --skip-setup.",
        discussion: """
            For hosts where somebody else than the server may make cgroups. It can be done again at any time, also \
            while the server runs. The cgroups do not restrict devices: each container's own do.
            """)

    @Option(help: "The least important messages to log.")
    var logLevel = ServingOptions.Level.info

    @Option(help: ArgumentHelp("The server's tag.", valueName: "tag"))
    var tag = ""

    func run() throws {
        let level = logLevel.level
        let log = Logger(label: "guardian-setup") { JSONLogHandler(source: $0, level: level) }
        // A tag that no server could have is refused here too.
        _ = try NetworkTag(tag)
        let cgroups = try CgroupRoot(tag: tag.isEmpty ? nil : tag, in: .detect())
        try cgroups.prepare()
        log.info("guardian-setup.prepared", metadata: ["cgroup": "\(cgroups.tree.path)"])
    }
}
