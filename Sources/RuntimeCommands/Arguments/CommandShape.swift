/// A command: what it is called, and what it takes.
struct CommandShape: Sendable, Hashable {
    /// How many words it takes.
    enum Count: Sendable, Hashable {
        case exactly(Int)
        case atLeast(Int)
        case between(Int, Int)
    }

    let name: String
    /// What it does, in a few words.
    let purpose: String
    let words: String
    let count: Count
    let flags: [Flag]
    /// Whether what follows the first word is not for the runtime to read.
    var stopsAtWord = false

    init(_ name: String, _ words: String, _ count: Count, _ purpose: String, _ flags: [Flag] = []) {
        (self.name, self.words, self.count, self.purpose, self.flags) = (name, words, count, purpose, flags)
    }

    /// Why there are too few or too many; nil: there are not.
    func complaint(about count: Int, program: String) -> String? {
        switch self.count {
        case .exactly(let wanted) where count != wanted:
            "\(program): \"\(name)\" requires exactly \(wanted) argument(s)"
        case .atLeast(let least) where count < least:
            "\(program): \"\(name)\" requires a minimum of \(least) argument(s)"
        case .between(let least, _) where count < least:
            "\(program): \"\(name)\" requires a minimum of \(least) argument(s)"
        case .between(_, let most) where count > most:
            "\(program): \"\(name)\" requires a maximum of \(most) argument(s)"
        default: nil
        }
    }

    /// The text of `--help`.
    func help(program: String) -> String {
        let visible = flags.contains { !$0.help.isEmpty }
        var text = "NAME:\n   \(program) \(name) - \(purpose)\n\n"
        text += "USAGE:\n   \(program) \(name)\(visible ? " [command options]" : "")"
        text += words.isEmpty ? "\n" : " \(words)\n"
        if visible { text += "\nOPTIONS:\n" + Flag.help(flags) }
        return text
    }
}
