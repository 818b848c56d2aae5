import ArgumentParser
import Glibc

@main
struct Gdn: AsyncParsableCommand {
    /// The release builds set a version of their own here.
    static let version = "dev"

    static let configuration = CommandConfiguration(
        commandName: "gdn",
        abstract: "Manages the containers of this host, behind the Garden API.",
        version: version,
        subcommands: [
            ServerCommand.self, SetupCommand.self, CleanupCommand.self, RunCommand.self, ExecCommand.self,
            CreateCommand.self, ListCommand.self, InfoCommand.self, StatsCommand.self, LimitsCommand.self,
            StreamInCommand.self, StreamOutCommand.self, StopCommand.self, DestroyCommand.self,
        ])

    static func main() async {
        // A client or a log reader that goes away is an error of one write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments == ["-v"] { return print(version) }
        if ["server", "setup", "cleanup"].contains(arguments.first),
            let refusal = UnimplementedFlags.refusal(in: arguments)
        {
            exit(withError: ValidationError(refusal))
        }
        await run(arguments)
    }

    private static func run(_ arguments: [String]) async {
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }
}
