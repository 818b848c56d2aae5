import Foundation
import GardenWire
import Linux
import LinuxAsync
import SystemPackage

/// The examples in `docs/garden-api.md`: commands, each with the answer that the text shows.
struct APIDocument {
    /// A command and what it prints.
    struct Example: Sendable {
        var command: String
        /// The answer as the text has it.
        var answer: String
        /// Whether the answer is JSON values and not plain text.
        var isJSON: Bool
    }

    let examples: [Example]

    /// Reads the document of this repository.
    init() throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        self.init(try String(contentsOf: root.appendingPathComponent("docs/garden-api.md"), encoding: .utf8))
    }

    /// Finds the blocks of `text` that hold a command, and behind each the block that holds its answer.
    init(_ text: String) {
        var examples: [Example] = []
        var language: Substring?
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                lines.append(line)
                continue
            }
            if let ended = language {
                let block = lines.joined(separator: "\n")
                if ended == "sh" {
                    examples.append(Example(command: block, answer: "", isJSON: false))
                } else if !examples.isEmpty {
                    examples[examples.count - 1].answer = block
                    examples[examples.count - 1].isJSON = ended == "json"
                }
            }
            language = language == nil ? line.dropFirst(3) : nil
            lines = []
        }
        self.examples = examples
    }
}

extension APIDocument.Example {
    /// The call that the command makes; nil when it is none.
    var route: Route? {
        let words = command.split { $0 == " " || $0 == "'" }
        guard let url = words.first(where: { $0.hasPrefix("http://api") }) else { return nil }
        let target = RequestTarget(parsing: String(url.dropFirst("http://api".count)))
        guard case .matched(let route, _) = Route.match(method: method(words), path: target.path) else { return nil }
        return route
    }

    private func method(_ words: [Substring]) -> String {
        if let option = words.firstIndex(of: "--request") { return String(words[option + 1]) }
        if words.contains("--upload-file") { return "PUT" }
        return words.contains("--data") ? "POST" : "GET"
    }

    /// Runs the command in `folder` against the server at `socket`, and returns what it prints.
    ///
    /// Not by Foundation's `Process`: it reads beyond a buffer when this program has some 1400 descriptors, as it has
    /// while other tests run, and crashes where memory ends there.
    func run(socket: String, in folder: FilePath) async throws -> String {
        let line = command.replacing("/tmp/garden.sock", with: socket)
            .replacing("curl ", with: "curl --silent --show-error --max-time 30 ")
        var request = SpawnRequest(
            executable: "/bin/bash", arguments: ["bash", "-c", "set -o pipefail; exec 2>&1; " + line])
        request.environment = ["PATH=/usr/local/bin:/usr/bin:/bin"]
        request.workingDirectory = folder
        let output = try await CapturedCommand(request).run(on: try Self.system.get())
        let text = String(decoding: output.standardOutput, as: UTF8.self)
        return output.status == .exited(0) ? text : "\(output.status): \(text)"
    }

    private static let system = Result { try AsyncSystem.start() }
}
