import Testing

@testable import RuntimeCommands

@Suite("Help")
struct HelpTests {
    @Test("names the program and the command in its second line", arguments: CommandShape.names)
    func secondLine(name: String) throws {
        let shape = try #require(CommandShape.named(name))

        let lines = shape.help(program: "gdn-runc").split(separator: "\n", omittingEmptySubsequences: false)

        #expect(lines[0] == "NAME:")
        #expect(lines[1] == "   gdn-runc \(name) - \(shape.purpose)")
        #expect(lines[3...4].joined(separator: "\n").hasPrefix("USAGE:\n   gdn-runc \(name)"))
    }

    @Test("lists every flag that is not hidden below one another", arguments: CommandShape.names)
    func flags(name: String) throws {
        let shape = try #require(CommandShape.named(name))
        let help = shape.help(program: "gdn-runc")

        for flag in shape.flags {
            #expect(help.contains("\n   \(flag.usage)  ") != flag.help.isEmpty, "\(flag.name)")
        }
        #expect(!help.contains("\t"))
    }

    @Test("of the program lists what works and nothing else")
    func program() {
        let text = ProgramHelp.text("gdn-runc")

        for name in CommandShape.names { #expect(text.contains("\n   \(name)  ")) }
        for name in ["init", "checkpoint", "pause", "--systemd-cgroup", "--criu"] {
            #expect(!text.contains("   \(name) "))
        }
    }

    @Test("tells versions on lines that callers look for")
    func version() {
        let lines = ProgramHelp.version.split(separator: "\n")

        #expect(lines.count == 4)
        for (line, start) in zip(lines, ["runc version ", "commit: ", "spec: ", "libseccomp: "]) {
            #expect(line.hasPrefix(start))
            #expect(line.count > start.count)
        }
    }

    @Test("is of all commands that have a name", arguments: CommandShape.names)
    func named(name: String) { #expect(CommandShape.named(name)?.name == name) }

    @Test(
        "says how many words are wrong",
        arguments: [
            ("run", 2, #"p: "run" requires exactly 1 argument(s)"#),
            ("kill", 0, #"p: "kill" requires a minimum of 1 argument(s)"#),
            ("kill", 3, #"p: "kill" requires a maximum of 2 argument(s)"#),
            ("exec", 0, #"p: "exec" requires a minimum of 1 argument(s)"#),
            ("ps", 0, #"p: "ps" requires a minimum of 1 argument(s)"#),
            ("list", 1, #"p: "list" requires exactly 0 argument(s)"#), ("ps", 5, nil), ("kill", 2, nil),
        ])
    func counts(name: String, count: Int, complaint: String?) throws {
        #expect(try #require(CommandShape.named(name)).complaint(about: count, program: "p") == complaint)
    }
}
