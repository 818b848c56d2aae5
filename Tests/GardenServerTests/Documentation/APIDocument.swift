import Foundation
import GardenWire

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
    func run(socket: String, in folder: URL) async throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.currentDirectoryURL = folder
        let line = command.replacing("/tmp/garden.sock", with: socket)
            .replacing("curl ", with: "curl --silent --show-error --max-time 30 ")
        process.arguments = ["-c", "set -o pipefail; " + line]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        try output.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return process.terminationStatus == 0 ? text : "exit \(process.terminationStatus): \(text)"
    }
}
