import ArgumentParser
import Cgroups
import Garden
import GardenServer
import Guardian
import Linux
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
        try DescriptorLimit.raise()
        let composition = try await Composition(options, purpose: .serving, system: system, log: log)
        try await composition.server.listen()
        do {
            // A signal while it starts ends it at once: what it was about is finished by the next server.
            let isServing = try await firstOf(
                {
                    try await composition.gardener.start()
                    try await composition.server.serve()
                    return true
                },
                {
                    try await interruptions.next()
                    return false
                })
            guard isServing else { throw CancellationError() }
        } catch {
            await composition.server.stop(within: .zero)
            throw error
        }
        log.info(
            "guardian.started", metadata: ["addr": "\(composition.server.address.map(\.description) ?? "nowhere")"])

        try await interruptions.next()
        log.info("guardian.stopping")
        await composition.server.stop(within: .seconds(10))
        withExtendedLifetime(composition.locks) {}
    }

    /// What the first of two comes to; the other is cancelled.
    private func firstOf(
        _ first: @escaping @Sendable () async throws -> Bool, _ second: @escaping @Sendable () async throws -> Bool
    ) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await first() }
            group.addTask { try await second() }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
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
        let composition = try await Composition(
            options, purpose: .cleaningUp, system: try AsyncSystem.start(), log: log)
        defer { withExtendedLifetime(composition.locks) {} }
        let left = try await composition.gardener.cleanUp()
        guard left.isEmpty else { throw CleanupFailure(left: left) }
        // What a runtime has for containers to come, such as compiled filters of system calls.
        try Files.removeTree(composition.runtimeRoot)
        // Those that somebody else set up are somebody else's.
        if !options.serving.skipSetup { try composition.cgroups.tree.remove() }
        try composition.locks.tag.release()
    }
}

/// What resisted.
struct CleanupFailure: Error, CustomStringConvertible {
    let left: [String]

    var description: String { "not cleaned up: \(left.joined(separator: "; "))" }
}
