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
            throw .usage(error.text, help: Self.help(program))
        }
        var log = Log()
        log.hasDebug = global.has("debug")
        let format = global["log-format"] ?? "text"
        guard let known = Log.Format(rawValue: format.isEmpty ? "text" : format) else {
            throw .plain("invalid log-format: \(format)")
        }
        log.format = known
        do {
            if let path = global["log"], !path.isEmpty { try log.open(Invocation.absolute(path)) }
        } catch {
            throw .plain("\(error)")
        }
        self.log = log
    }

    /// The command with its arguments; nil when nothing is left to be done.
    func invocation() throws(CommandError) -> Invocation? {
        if global.has("version") {
            Output.write("runc version \(RuntimeProgram.version)\nspec: \(Configuration.specificationVersion)\n")
            return nil
        }
        guard let name = global.words.first, name != "help", !global.has("help") else {
            Output.write(Self.help(program))
            return nil
        }
        guard let shape = CommandShape.all.first(where: { $0.name == name }) else {
            if Self.later.contains(name) { throw CommandError(.unsupported("the command \(name)")) }
            throw CommandError("No help topic for '\(name)'", status: 3)
        }
        if global.has("systemd-cgroup") { throw CommandError(.configuration(.systemdUnsupported)) }
        guard let arguments = try parse(shape) else { return nil }
        let rootless = global["rootless"] ?? "auto"
        guard ["true", "false", "auto"].contains(rootless) else {
            throw CommandError("strconv.ParseBool: parsing \(GoText.quoted(rootless)): invalid syntax")
        }
        return Invocation(
            program: program, environment: environment, shape: shape, arguments: arguments,
            root: Invocation.absolute(global["root"] ?? defaultRoot), hasOwnRoot: global["root"] != nil,
            rootless: rootless, log: log)
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

    private var defaultRoot: String {
        let folder = Invocation.variable("XDG_RUNTIME_DIR", environment) ?? ""
        return geteuid() == 0 || folder.isEmpty ? "/run/runc" : folder + "/runc"
    }

    /// Commands of runc that this program does not have yet.
    private static let later: Set<String> = [
        "checkpoint", "events", "features", "pause", "ps", "restore", "resume", "spec", "update",
    ]

    private static func help(_ program: String) -> String {
        var text = "NAME:\n   \(program) - Open Container Initiative runtime\n\n"
        text += "USAGE:\n   \(program) [global options] command [command options] [arguments...]\n\nCOMMANDS:\n"
        for shape in CommandShape.all { text += "   \(shape.name)\t\(shape.purpose)\n" }
        text += "\nGLOBAL OPTIONS:\n"
        for flag in CommandShape.global { text += "   \(flag.usage)\t\(flag.help)\n" }
        return text
    }
}

/// Why a command line is refused before there is a log.
enum Refusal: Error, Hashable {
    case usage(String, help: String)
    case plain(String)

    /// Says it.
    ///
    /// - Returns: the status to end with.
    static func status(of refusal: Refusal, program: String) -> Int32 {
        switch refusal {
        case .usage(let text, let help):
            Output.write("Incorrect Usage: \(text)\n\n" + help)
            Log().writeLast(text)
        case .plain(let text): Log().writeLast(text)
        }
        return 1
    }
}
