import Glibc
import Libcontainer
import Linux
import SystemPackage

/// A whole command line: the flags before the command, and the rest.
struct GlobalLine {
    let program: String
    let environment: [String]
    let global: ParsedArguments
    let log: Log

    /// Reads the flags before the command, and opens the log.
    init(_ arguments: some Sequence<String>, program: String, environment: [String]) throws(Refusal) {
        (self.program, self.environment) = (program, environment)
        do {
            global = try ParsedArguments(arguments, flags: CommandShape.global, stopsAtWord: true)
        } catch {
            throw .usage(error.text, help: ProgramHelp.text(program))
        }
        var log = Log()
        log.hasDebug = global.has("debug")
        let format = global["log-format"] ?? "text"
        guard let known = Log.Format(rawValue: format.isEmpty ? "text" : format) else {
            throw .plain("invalid log-format: \(format)")
        }
        log.format = known
        if let path = global["log"], !path.isEmpty {
            do {
                try log.open(Invocation.absolute(path))
            } catch {
                throw .plain("open \(path): \(error.errno.map(GoText.words) ?? "\(error)")")
            }
        }
        self.log = log
    }

    /// The command with its arguments; nil when nothing is left to be done.
    func invocation() throws(CommandError) -> Invocation? {
        if global.has("version") {
            Output.write(ProgramHelp.version)
            return nil
        }
        let name = global.words.first ?? ""
        guard !name.isEmpty, !global.has("help") else {
            Output.write(ProgramHelp.text(program))
            return nil
        }
        if name == "help" || name == "h" {
            try help(global.words.dropFirst().first)
            return nil
        }
        let shape = try shape(name)
        guard let arguments = try parse(shape) else { return nil }
        if global.has("systemd-cgroup"), ["create", "run"].contains(name) {
            throw CommandError(.configuration(.systemdUnsupported))
        }
        return Invocation(
            program: program, environment: environment, shape: shape, arguments: arguments,
            root: try root(), hasOwnRoot: global["root"] != nil, rootless: global["rootless"] ?? "auto", log: log,
            notes: log.hasDebug ? DebugNotes() : nil)
    }

    private func help(_ name: String?) throws(CommandError) {
        guard let name else { return Output.write(ProgramHelp.text(program)) }
        Output.write(try shape(name).help(program: program))
    }

    private func shape(_ name: String) throws(CommandError) -> CommandShape {
        if let shape = CommandShape.named(name) { return shape }
        if Self.later.contains(name) { throw CommandError(.unsupported("the command \(name)")) }
        if name == "init" { throw CommandError("init is no command for callers: _LIBCONTAINER_INITPIPE is not set") }
        throw CommandError("No help topic for '\(name)'", status: 3)
    }

    private func parse(_ shape: CommandShape) throws(CommandError) -> ParsedArguments? {
        let flags = shape.flags + [Flag("help", "h", "show help")]
        let arguments: ParsedArguments
        do {
            arguments = try ParsedArguments(
                global.words.dropFirst(), flags: flags, stopsAtWord: shape.stopsAtWord)
        } catch {
            Output.write("Incorrect Usage: \(error.text)\n\n" + shape.help(program: program))
            throw CommandError(error.text)
        }
        if arguments.has("help") {
            Output.write(shape.help(program: program))
            return nil
        }
        if let complaint = shape.complaint(about: arguments.words.count, program: program) {
            Output.write("Incorrect Usage.\n\n" + shape.help(program: program))
            throw CommandError(complaint)
        }
        return arguments
    }

    private func root() throws(CommandError) -> FilePath {
        if let path = global["root"] { return Invocation.absolute(path) }
        let root = DefaultRoot(
            environment: environment, user: geteuid(), isInUserNamespace: OwnUserNamespace.isOwn)
        try root.prepare()
        return Invocation.absolute(root.path)
    }

    /// Commands of runc that this program does not have yet.
    private static let later: Set<String> = ["checkpoint", "events", "pause", "restore", "resume", "update"]
}
