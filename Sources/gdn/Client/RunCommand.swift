import ArgumentParser
import Garden
import GardenClient
import LinuxAsync

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Makes a container, runs a command in it, and destroys it.",
        discussion: """
            Standard input, output and error are the command's; so is the exit status. A command that a signal ended \
            has status 128 plus the signal's number.

            The first SIGINT, SIGTERM or SIGHUP is handed to the command as SIGTERM. The second one destroys the \
            container without waiting for the command, the third one ends gdn at once; the status is 128 plus the \
            signal's number then.

            With --tty the command has a terminal. If standard input is a terminal, every key goes to the command, \
            Ctrl-C too, and its size is the caller's; otherwise the end of standard input is typed as Ctrl-D. TERM is \
            handed on unless --env names it.
            """)

    @OptionGroup var client: ClientOptions
    @OptionGroup var container: ContainerOptions

    @OptionGroup var process: ProcessOptions

    func run() async throws {
        let system = try AsyncSystem.start()
        let terminal = process.tty ? CallerTerminal() : nil
        let signals = try CommandSignals(system: system, terminal: terminal)
        let (backend, spec) = (client.backend, process.spec(environment: [], known: container.env))
        let handle: Handle
        do {
            handle = try await signals.serving { [container] in try await backend.create(container.spec) }
        } catch let interruption as Interrupted {
            throw interruption.exitCode
        }

        let outcome: Result<ExitCode, any Error>
        do {
            outcome = .success(
                try await signals.exitCode { [process] in
                    let running = try await backend.container(handle).run(spec)
                    return try await process.streams(of: running, terminal, system).serve(signals)
                })
        } catch {
            outcome = .failure(error)
        }
        do {
            try await backend.destroy(handle)
        } catch {
            // What the command came to counts; the container stays, to be destroyed by hand.
            Complaint.print("container \(handle) could not be destroyed: \(error)")
        }
        throw try outcome.get()
    }
}

struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Runs a command in a container that is there.",
        discussion: """
            Streams, terminal and the exit status are as for run. The first SIGINT, SIGTERM or SIGHUP is handed to the \
            command as SIGTERM; the second one ends gdn and leaves the command to itself, with status 128 plus the \
            signal's number.
            """)

    @OptionGroup var client: ClientOptions

    @Argument(help: "The container.")
    var handle: String

    @Option(
        name: .shortAndLong, parsing: .singleValue,
        help: ArgumentHelp("A variable for the command.", valueName: "NAME=value"))
    var env: [String] = []

    @OptionGroup var process: ProcessOptions

    func run() async throws {
        let system = try AsyncSystem.start()
        let terminal = process.tty ? CallerTerminal() : nil
        let signals = try CommandSignals(system: system, terminal: terminal)
        let (backend, handle) = (client.backend, try Handle(handle))
        let spec = process.spec(environment: env)
        throw try await signals.exitCode { [process] in
            let running = try await backend.container(handle).run(spec)
            return try await process.streams(of: running, terminal, system).serve(signals)
        }
    }
}

struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Connects to a process that runs, or has ended and is remembered.",
        discussion: """
            The output begins with what nobody has read yet; several can be attached at once. Standard input is handed \
            on, but its end is not: the process may have other clients. The exit status is the process's.

            SIGHUP, and so closing the terminal, parts gdn from the process, which goes on. SIGINT and SIGTERM are \
            handed to the process as SIGTERM; the second one ends gdn and leaves the process to itself. The status is \
            128 plus the signal's number then.
            """)

    @OptionGroup var client: ClientOptions

    @Flag(name: .shortAndLong, help: "Connect the caller's terminal to the process's, as for run.")
    var tty = false

    @Argument(help: "The container.")
    var handle: String

    @Argument(help: "The process, as gdn info shows it.")
    var process: String

    func run() async throws {
        let system = try AsyncSystem.start()
        let terminal = tty ? CallerTerminal() : nil
        let signals = try CommandSignals(system: system, terminal: terminal, leavesOnHangUp: true)
        let (backend, handle, id) = (client.backend, try Handle(handle), try ProcessID(process))
        throw try await signals.exitCode { [tty] in
            let process = try await backend.container(handle).attach(id)
            let streams = StandardStreams(process: process, system: system, inputEnd: .isIgnored, terminal: terminal)
            if tty { try await streams.resize() }
            return try await streams.serve(signals)
        }
    }
}
