/// A flag of a command line.
struct Flag: Sendable, Hashable {
    /// How often a flag whose value is a number may be given; Go's flag package has other words for each.
    enum Number: Sendable, Hashable {
        case once
        case repeatedly
    }

    /// Its name without dashes.
    let name: String
    /// Its one-letter name; empty: there is none.
    let short: String
    /// What its value is; nil: it has none.
    let value: String?
    /// One line about it; empty: help does not show it.
    let help: String
    /// Whether its value is a number; nil: it is any text.
    var number: Number?

    init(_ name: String, _ short: String, value: String? = nil, number: Number? = nil, _ help: String) {
        (self.name, self.short, self.value, self.help, self.number) = (name, short, value, help, number)
    }

    init(_ name: String, value: String? = nil, number: Number? = nil, _ help: String) {
        self.init(name, "", value: value, number: number, help)
    }

    /// `--name VALUE, -n VALUE`
    var usage: String {
        let value = value.map { " " + $0 } ?? ""
        return "--\(name)\(value)" + (short.isEmpty ? "" : ", -\(short)\(value)")
    }

    /// Lines about `flags`, in two columns.
    static func help(_ flags: [Flag]) -> String {
        Columns.text(flags.filter { !$0.help.isEmpty }.map { ["   " + $0.usage, $0.help] }, minimum: 1, padding: 2)
    }
}
