import ArgumentParser
import Cgroups
import Garden
import GardenServer
import Guardian
import LinuxAsync
import Logging

struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "Serves the Garden API until SIGTERM or SIGINT; containers run on then.",
        discussion: """
            Flags have the original's names and meanings. The line with the message guardian.started says that \
            requests are answered.
            """)

    @OptionGroup var options: ServerOptions

    func run() async throws {
        let log = options.logger(source: "guardian")
        let system = try AsyncSystem.start()
        let interruptions = try Interruptions(system: system)
        let composition = try await Composition(options, system: system, log: log)
        try await composition.server.listen()
        do {
            try await composition.gardener.start()
            try await composition.server.serve()
        } catch {
            await composition.server.stop(within: .zero)
            throw error
        }
        log.info(
            "guardian.started", metadata: ["addr": "\(composition.server.address.map(\.description) ?? "nowhere")"])

        try await interruptions.next()
        log.info("guardian.stopping")
        await composition.server.stop(within: .seconds(10))
        withExtendedLifetime(composition.lock) {}
    }
}

struct CleanupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cleanup",
        abstract: "Destroys every container of a depot, and everything with the server's tag.",
        discussion: "Give it the server's flags. The server must not run. Cleaning up what is clean is no error.")

    @OptionGroup var options: ServerOptions

    func run() async throws {
        let log = options.logger(source: "guardian-cleanup")
        let composition = try await Composition(options, system: try AsyncSystem.start(), log: log)
        defer { withExtendedLifetime(composition.lock) {} }
        let left = try await composition.gardener.cleanUp()
        guard left.isEmpty else { throw CleanupFailure(handles: left.map(\.value)) }
        try composition.cgroups.tree.remove()
    }
}

/// Containers that resisted.
struct CleanupFailure: Error, CustomStringConvertible {
    let handles: [String]

    var description: String { "could not be destroyed: \(handles.joined(separator: ", "))" }
}
