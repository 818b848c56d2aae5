import ArgumentParser
import Garden
import LinuxAsync

/// What to run.
struct ProcessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who it runs as: a name, or uid:gid.", valueName: "user"))
    var user = ""

    @Option(help: ArgumentHelp("Its working directory; by default the user's home.", valueName: "dir"))
    var dir = ""

    @Option(
        help: ArgumentHelp("The process's name, for gdn attach; by default the server makes one.", valueName: "name"))
    var id = ""

    @Flag(name: .shortAndLong, help: "Give it a terminal.")
    var tty = false

    @Argument(parsing: .postTerminator, help: "The command and its arguments, behind --.")
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else { throw ValidationError("name a command behind --, such as: gdn run -- id") }
    }

    /// What the server is asked to run.
    ///
    /// - Parameters:
    ///   - environment: variables for the process.
    ///   - known: variables that it will have besides.
    ///   - callers: the caller's own TERM.
    func spec(
        environment: [String], known: [String] = [], terminalName: String? = Environment["TERM"],
        size: WindowSize? = CallerTerminal.size()
    ) -> ProcessSpec {
        var spec = ProcessSpec(path: command.first ?? "", arguments: Array(command.dropFirst()))
        (spec.id, spec.user, spec.directory, spec.environment) = (id, user, dir, environment)
        guard tty else { return spec }
        spec.terminal = TerminalSpec(windowSize: size)
        if let terminalName, !(environment + known).contains(where: { $0.hasPrefix("TERM=") }) {
            spec.environment.append("TERM=\(terminalName)")
        }
        return spec
    }

    /// The streams of `process`, which was started with these options.
    func streams(
        of process: any Garden.Process, _ terminal: CallerTerminal?, _ system: AsyncSystem
    ) -> StandardStreams {
        var streams = StandardStreams(process: process, system: system, terminal: terminal)
        // Nothing but a signal ends what is typed.
        if tty { streams.inputEnd = terminal == nil ? .isTyped : .isIgnored }
        return streams
    }
}
