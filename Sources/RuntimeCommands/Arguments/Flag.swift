/// A flag of a command line.
struct Flag: Sendable, Hashable {
    /// Its name without dashes.
    let name: String
    /// Its one-letter name; empty: there is none.
    let short: String
    /// What its value is; nil: it has none.
    let value: String?
    /// One line about it.
    let help: String

    init(_ name: String, _ short: String, value: String? = nil, _ help: String) {
        (self.name, self.short, self.value, self.help) = (name, short, value, help)
    }

    init(_ name: String, value: String? = nil, _ help: String) { self.init(name, "", value: value, help) }

    /// `--name VALUE, -n VALUE`
    var usage: String {
        let value = value.map { " " + $0 } ?? ""
        return "--\(name)\(value)" + (short.isEmpty ? "" : ", -\(short)\(value)")
    }
}
