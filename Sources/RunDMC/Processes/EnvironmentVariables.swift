/// Variables of a process, each name once: with its last value, where it stood first.
///
/// Names are bytes (environ(7)): two that only look the same are two.
struct EnvironmentVariables {
    private var names: [[UInt8]] = []
    private var entriesByName: [[UInt8]: String] = [:]

    /// No variable.
    init() {}

    /// `NAME=value`, a text for each variable.
    var entries: [String] { names.compactMap { entriesByName[$0] } }

    /// Takes `NAME=value` in. What no process can have, since it has no name or a NUL in it, is left out: images are
    /// not asked whether theirs make sense.
    mutating func add(_ entry: String) {
        let bytes = entry.utf8
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals != bytes.startIndex, !bytes.contains(0)
        else { return }
        let name = Array(bytes[..<equals])
        if entriesByName.updateValue(entry, forKey: name) == nil { names.append(name) }
    }

    /// Takes several in, in their order.
    mutating func add(_ entries: [String]) {
        for entry in entries { add(entry) }
    }

    /// Gives `name` a value unless it has one.
    mutating func addMissing(_ name: String, _ value: String) {
        guard entriesByName[Array(name.utf8)] == nil else { return }
        add("\(name)=\(value)")
    }
}
