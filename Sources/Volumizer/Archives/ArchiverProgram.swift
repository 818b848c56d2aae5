import JSON
import Linux
import LinuxAsync
import SystemPackage

/// Unpacking by `gdn-tar image`: a process without environment, and without any descriptor but the archive's.
struct ArchiverProgram: ImageUnpacking {
    /// The longest reason that is passed on, in characters: it is the program's, which read what is not to be trusted.
    private static let longestReason = 400

    /// The program.
    let program: FilePath
    /// Runs it.
    let system: AsyncSystem
    /// How long one archive may take.
    var limit = Duration.seconds(600)

    func unpack(_ archive: FileDescriptor, to destination: FilePath) async throws -> UnpackedContents {
        var request = SpawnRequest(executable: program, arguments: ["gdn-tar", "image", destination.string])
        request.descriptors = [archive, nil, nil]
        request.parentDeathSignal = .kill
        let output: CapturedOutput
        do {
            output = try await finish(CapturedCommand(request))
        } catch let error as LinuxError {
            throw UnpackingError.broken(reason: error.description)
        }
        let reason = Self.reason(output.standardError)
        switch output.status {
        case .exited(0): return UnpackedContents(size: try Self.size(output.standardOutput), omissions: reason)
        // The program says so when the archive itself is to blame.
        case .exited(3): throw UnpackingError.refused(reason: reason ?? "no reason was given")
        case .exited(1): throw UnpackingError.broken(reason: reason ?? "no reason was given")
        case let status: throw UnpackingError.broken(reason: "\(program): \(status): \(reason ?? "")")
        }
    }

    /// Runs the command to its end, or kills it when the time is up.
    private func finish(_ command: CapturedCommand) async throws -> CapturedOutput {
        try await withThrowingTaskGroup(of: CapturedOutput?.self) { group in
            group.addTask { try await command.run(on: system) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            // Leaving waits for the other one, and so for the end of a killed program.
            defer { group.cancelAll() }
            guard let output = try await group.next() ?? nil else {
                throw UnpackingError.broken(reason: "it took longer than \(limit)")
            }
            return output
        }
    }

    /// `{"bytes":N,"inodes":N}`.
    static func size(_ text: [UInt8]) throws(UnpackingError) -> TreeSize {
        guard let answer = try? JSONValue(parsing: text), let bytes = answer["bytes"]?.integer(as: UInt64.self),
            let inodes = answer["inodes"]?.integer(as: UInt64.self)
        else { throw .broken(reason: "it is not known how much was unpacked") }
        return TreeSize(bytes: bytes, inodes: inodes)
    }

    /// The last line, without what a terminal might take for a command; nil: there is none.
    static func reason(_ text: [UInt8]) -> String? {
        guard let line = text.split(separator: UInt8(ascii: "\n")).last else { return nil }
        let scalars = String(decoding: line, as: UTF8.self).unicodeScalars.filter {
            $0.value >= 0x20 && $0.value != 0x7F
        }
        return scalars.isEmpty ? nil : String(String(String.UnicodeScalarView(scalars)).prefix(longestReason))
    }
}
