import JSON
import Linux
import OCI
import SystemPackage
import Testing

extension JSONValue {
    /// The same with what `patch` has: objects become one, lists are added to. A name with `!` at its end replaces.
    func patched(with patch: JSONValue) -> JSONValue {
        switch (self, patch) {
        case (.object(var object), .object(let changes)):
            for change in changes.members {
                if change.key.hasSuffix("!") {
                    object[String(change.key.dropLast())] = change.value
                } else {
                    object[change.key] = object[change.key].map { $0.patched(with: change.value) } ?? change.value
                }
            }
            return .object(object)
        case (.array(let list), .array(let more)): return .array(list + more)
        default: return patch
        }
    }
}

extension OwnRuntime {
    /// Writes the document of a container that sleeps, or runs a script, with changes.
    ///
    /// - Parameter patch: JSON, see `JSONValue.patched`.
    func write(id: String = "c", patch: String, script: String? = nil) throws {
        try write(id: id) { if let script { $0.process.arguments = ["/bin/sh", "-c", script] } }
        let path = bundle.appending("config.json")
        let json = try JSONValue(parsing: try Files.read(path)).patched(with: try JSONValue(parsing: patch))
        try Files.write(json.encoded(), to: path, mode: FilePermissions(rawValue: 0o600), durably: false)
    }

    /// What `run` comes to with such a document.
    func run(id: String = "c", patch: String, _ script: String = "true", flags: [String] = []) throws -> Answer {
        try write(id: id, patch: patch, script: script)
        return try self(["run"] + flags + [id])
    }
}

/// A document, and what becomes of a container that is made of it.
struct SetUpCase: Sendable, CustomTestStringConvertible {
    /// What is expected.
    enum Outcome: Sendable {
        /// The script's output, white space at the ends left out.
        case output(String)
        /// Words of the output, in this order, among others.
        case has([String])
        /// A start that fails with this among what is said, and leaves nothing.
        case refusal(String)
    }

    let name: String
    let patch: String
    let script: String
    let outcome: Outcome

    var testDescription: String { name }

    init(_ name: String, _ patch: String, _ script: String, _ outcome: Outcome) {
        (self.name, self.patch, self.script, self.outcome) = (name, patch, script, outcome)
    }

    init(_ name: String, _ patch: String, _ outcome: Outcome) { self.init(name, patch, "true", outcome) }

    /// Runs a container of it.
    func check(in runtime: OwnRuntime) throws {
        let answer = try runtime.run(patch: patch, script)

        switch outcome {
        case .output(let text):
            #expect(answer.status == 0, "\(answer)")
            #expect(answer.output.trimmingNewlines == text, "\(answer)")
        case .has(let words):
            var rest = answer.output[...]
            for word in words {
                let range = rest.firstRange(of: word)
                #expect(range != nil, "\(word) is not in \(answer)")
                rest = range.map { rest[$0.upperBound...] } ?? rest
            }
        case .refusal(let text):
            #expect(answer.status == 1)
            #expect(answer.errors.contains(text), "\(answer)")
        }
        #expect(try runtime.left() == [])
        #expect(try !runtime.hasCgroup())
    }
}

extension String {
    /// Without what is at the ends and makes no difference.
    var trimmingNewlines: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        while text.first?.isWhitespace == true { text.removeFirst() }
        return String(text)
    }
}

/// Parts of documents that many cases need.
enum Document {
    /// A file system that the container's root may make nodes in.
    static let devices = #"{"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["mode=755"]}"#
    /// New users, in two ranges.
    static let users = #"""
        "uidMappings":[{"containerID":0,"hostID":100000,"size":65000},{"containerID":70000,"hostID":300000,"size":5}],
        "gidMappings":[{"containerID":0,"hostID":200000,"size":65000}]
        """#

    /// A container with users of its own.
    ///
    /// - Parameters:
    ///   - namespaces: further ones, JSON, each with a comma before it.
    ///   - linux: further members, each with a comma before it; `process` and `mounts` likewise.
    static func withUsers(
        namespaces: String = "", linux: String = "", mounts: String = "", process: String = "{}"
    ) -> String {
        #"{"process":\#(process),"mounts":[\#(devices)\#(mounts)],"linux":{"#
            + #""namespaces":[{"type":"user"}\#(namespaces)],\#(users)\#(linux)}}"#
    }

    static func mount(_ destination: String, _ type: String, _ source: String, _ options: String...) -> String {
        let json: JSONValue = [
            "destination": .string(destination), "type": .string(type), "source": .string(source),
            "options": .strings(options),
        ]
        return json.description
    }
}
