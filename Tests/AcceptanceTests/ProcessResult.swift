import Garden
import GardenClient

/// What a process in a container said and how it ended.
struct ProcessResult: Equatable {
    var status: Int32
    var output: String
    var errors: String
}

extension RemoteBackend {
    /// Runs a process to its end.
    func run(
        _ path: String, _ arguments: [String] = [], in handle: Handle, input: String? = nil,
        _ change: (inout ProcessSpec) -> Void = { _ in }
    ) async throws -> ProcessResult {
        var spec = ProcessSpec(path: path, arguments: arguments)
        change(&spec)
        let process = try await container(handle).run(spec)
        if let input {
            try await process.writeStandardInput(Array(input.utf8))
            await process.closeStandardInput()
        }
        async let output = Self.text(of: process.standardOutput)
        async let errors = Self.text(of: process.standardError)
        let status = try await process.wait()
        return try await ProcessResult(status: status, output: output, errors: errors)
    }

    private static func text(of stream: any ProcessOutput) async throws -> String {
        var bytes: [UInt8] = []
        while true {
            let more = try await stream.read()
            if more.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += more
        }
    }
}
