import ArgumentParser
import Garden
import GardenClient

struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Ends all processes of containers.",
        discussion: """
            They get SIGTERM, and SIGKILL when they have not ended after ten seconds. The containers stay, are known as \
            stopped from then on, and can be used.
            """)

    @OptionGroup var client: ClientOptions

    @Flag(help: "Send SIGKILL at once.")
    var kill = false

    @Argument(help: "The containers.")
    var handles: [String]

    func run() async throws {
        for handle in handles { try await client.backend.container(Handle(handle)).stop(kill: kill) }
    }
}
