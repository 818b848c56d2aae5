/// What a runtime says about itself (`--version`).
public struct RuntimeVersion: Sendable, Hashable {
    /// The program's name for itself, such as `runc` or `crun`.
    public var program: String
    /// Its version, such as `1.1.5+ds1`.
    public var version: String
    /// The source it was built from; nil when it does not say.
    public var commit: String?
    /// The version of the runtime specification that it follows; nil when it does not say.
    public var specification: String?
    /// What it was built with (crun), such as `SECCOMP`.
    public var capabilities: Set<String>

    /// A version.
    public init(
        program: String, version: String, commit: String? = nil, specification: String? = nil,
        capabilities: Set<String> = []
    ) {
        (self.program, self.version, self.commit) = (program, version, commit)
        (self.specification, self.capabilities) = (specification, capabilities)
    }

    /// Reads what `--version` prints: `PROGRAM version VERSION`, then lines `key: value` in any order, and words like
    /// `+SECCOMP` (crun). Other lines do not matter.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` when the first line does not name a version.
    public init(parsing output: [UInt8]) throws(RuncCommandError) {
        let lines = RuntimeText.lines(output)
        let words = lines.first.map { Self.words(in: $0) } ?? []
        guard words.count >= 3, words[1] == "version" else {
            let beginning = String(decoding: lines.first?.prefix(64) ?? [], as: UTF8.self)
            throw .malformedOutput(command: "--version", reason: "'\(beginning)' names no version")
        }
        self.init(program: words[0], version: words[2...].joined(separator: " "))
        for line in lines.dropFirst() { read(line) }
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        let words = Self.words(in: line)
        switch words.first {
        case "commit:": commit = Self.value(words) ?? commit
        case "spec:": specification = Self.value(words) ?? specification
        default:
            guard words.allSatisfy({ $0.utf8.first == UInt8(ascii: "+") && $0.utf8.count > 1 }) else { return }
            capabilities.formUnion(words.map { String($0.dropFirst()) })
        }
    }

    private static func value(_ words: [String]) -> String? {
        words.count > 1 ? words.dropFirst().joined(separator: " ") : nil
    }

    private static func words(in line: ArraySlice<UInt8>) -> [String] {
        line.split(whereSeparator: RuntimeText.isBlank).map { String(decoding: $0, as: UTF8.self) }
    }
}
