import ArgumentParser
import Garden
import GardenClient
import LinuxAsync

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Makes a container, runs a command in it, and destroys it.",
        discussion: """
            Standard input, output and error are the command's; so is the exit status. A command that a signal ended \
            has status 128 plus the signal's number. SIGINT and SIGTERM are handed to the command.
            """)

    @OptionGroup var client: ClientOptions
    @OptionGroup var container: ContainerOptions

    @OptionGroup var process: ProcessOptions

    func run() async throws {
        let system = try AsyncSystem.start()
        let interruptions = try Interruptions(system: system)
        let backend = client.backend
        let handle = try await backend.create(container.spec)

        let outcome: Result<Int32, any Error>
        do {
            let process = try await backend.container(handle).run(process.spec)
            outcome = .success(try await StandardStreams(process: process, system: system).serve(until: interruptions))
        } catch {
            outcome = .failure(error)
        }
        do {
            try await backend.destroy(handle)
        } catch {
            // What the command came to counts; the container stays, to be destroyed by hand.
            Complaint.print("container \(handle) could not be destroyed: \(error)")
        }
        throw ExitCode(try outcome.get())
    }
}

struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Runs a command in a container that is there.",
        discussion: "Streams, signals and the exit status are as for run.")

    @OptionGroup var client: ClientOptions

    @Argument(help: "The container.")
    var handle: String

    @OptionGroup var process: ProcessOptions

    func run() async throws {
        let system = try AsyncSystem.start()
        let interruptions = try Interruptions(system: system)
        let process = try await client.backend.container(Handle(handle)).run(process.spec)
        throw ExitCode(try await StandardStreams(process: process, system: system).serve(until: interruptions))
    }
}

/// What to run.
struct ProcessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who it runs as: a name, or uid:gid.", valueName: "user"))
    var user = ""

    @Option(help: ArgumentHelp("Its working directory; by default the user's home.", valueName: "dir"))
    var dir = ""

    @Argument(parsing: .postTerminator, help: "The command and its arguments, behind --.")
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else { throw ValidationError("name a command behind --, such as: gdn run -- id") }
    }

    var spec: ProcessSpec {
        var spec = ProcessSpec(path: command.first ?? "", arguments: Array(command.dropFirst()))
        (spec.user, spec.directory) = (user, dir)
        return spec
    }
}
