/// What a command line says, by the rules of Go's flag package: `--name value`, `--name=value`, one dash or two.
struct ParsedArguments: Hashable {
    /// The values of each flag in their order, by its long name; of one without a value `true` or `false`.
    private(set) var values: [String: [String]] = [:]
    /// What is no flag.
    private(set) var words: [String] = []

    /// Why a command line is not understood. The texts are those of Go's flag package.
    enum Fault: Error, Hashable {
        case unknownFlag(String)
        case valueMissing(String)
        case invalidBool(value: String, flag: String)
        case invalidNumber(value: String, flag: String, Flag.Number, isOutOfRange: Bool)

        var text: String {
            switch self {
            case .unknownFlag(let name): "flag provided but not defined: -\(name)"
            case .valueMissing(let name): "flag needs an argument: -\(name)"
            case .invalidBool(let value, let flag): "invalid boolean value \"\(value)\" for -\(flag): parse error"
            case .invalidNumber(let value, let flag, let number, let isOutOfRange):
                "invalid value \"\(value)\" for flag -\(flag): "
                    + Self.reason(value, number, isOutOfRange: isOutOfRange)
            }
        }

        private static func reason(_ value: String, _ number: Flag.Number, isOutOfRange: Bool) -> String {
            switch number {
            case .once: isOutOfRange ? "value out of range" : "parse error"
            case .repeatedly:
                "strconv.ParseInt: parsing \(GoText.quoted(value)): "
                    + (isOutOfRange ? "value out of range" : "invalid syntax")
            }
        }
    }

    /// Reads `arguments`.
    ///
    /// - Parameter stopsAtWord: whether everything behind the first word belongs to that; otherwise flags may follow.
    init(_ arguments: some Sequence<String>, flags: [Flag], stopsAtWord: Bool) throws(Fault) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                words += rest
                return
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                if stopsAtWord {
                    words += rest
                    return
                }
                continue
            }
            try take(argument, from: &rest, flags)
        }
    }

    private mutating func take(
        _ argument: String, from rest: inout ArraySlice<String>, _ flags: [Flag]
    ) throws(Fault) {
        let text = argument.dropFirst(argument.hasPrefix("--") ? 2 : 1)
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        let (name, given) = (parts[0], parts.count > 1 ? parts[1] : nil)
        guard let flag = flags.first(where: { $0.name == name || !name.isEmpty && $0.short == name }) else {
            throw .unknownFlag(name)
        }
        if flag.value == nil {
            guard let isSet = Self.bool(given ?? "true") else { throw .invalidBool(value: given ?? "", flag: name) }
            values[flag.name, default: []].append(isSet ? "true" : "false")
        } else if let value = given ?? rest.popFirst() {
            if let number = flag.number, Int(value) == nil {
                throw .invalidNumber(
                    value: value, flag: name, number, isOutOfRange: GoNumber.isDecimal(value))
            }
            values[flag.name, default: []].append(value)
        } else {
            throw .valueMissing(name)
        }
    }

    /// What a word means for a flag without a value; nil: nothing.
    static func bool(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }

    /// The last value of a flag; nil when it was not given.
    subscript(name: String) -> String? { values[name]?.last }

    /// All values of a flag.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Whether a flag without a value is set.
    func has(_ name: String) -> Bool { self[name] == "true" }
}
