import Libcontainer

/// What the program says of itself.
enum ProgramHelp {
    /// The text of `--help`.
    static func text(_ program: String) -> String {
        let commands = CommandShape.names.compactMap { CommandShape.named($0) }
        var rows = commands.map { ["   " + $0.name, $0.purpose] }
        rows.append(["   help, h", "show this, or the help of a command"])
        var text = "NAME:\n   \(program) - Open Container Initiative runtime\n\n"
        text += "USAGE:\n   \(program) [global options] command [command options] [arguments...]\n\n"
        text += "VERSION:\n   \(details)\n"
        text += "COMMANDS:\n" + Columns.text(rows, minimum: 1, padding: 2)
        return text + "\nGLOBAL OPTIONS:\n" + Flag.help(CommandShape.global)
    }

    /// The text of `--version`: callers look for lines that begin so.
    static var version: String { "runc version \(details)" }

    private static var details: String {
        """
        \(RuntimeProgram.version)
        commit: \(RuntimeProgram.commit)
        spec: \(Configuration.specificationVersion)
        libseccomp: \(SeccompWords.libraryVersion)

        """
    }
}
