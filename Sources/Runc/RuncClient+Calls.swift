import Linux
import LinuxAsync
import RuncCommand
import SystemPackage

extension RuncClient {
    /// Makes a call for what it prints.
    ///
    /// - Throws: whatever is wrong when it does not succeed.
    func capture(_ call: RuncCall) async throws(RuncError) -> LaunchOutput {
        try await inPrivateFolder { folder in
            let output = try await launcher.runCapturing(request(for: call, descriptors: [nil, nil, nil], folder))
            if output.status == .exited(0) { return output }
            let message = RuncLog.failureMessage(log: try await folder.readLog(), standardError: output.standardError)
            throw RuncError(call, status: output.status, message: message)
        }
    }

    /// Calls `body` with a folder that is there only meanwhile.
    func inPrivateFolder<Answer: Sendable>(
        _ body: (PrivateFolder) async throws -> Answer
    ) async throws(RuncError) -> Answer {
        guard !Task.isCancelled else { throw .cancelled }
        do {
            let folder = try await PrivateFolder(in: temporaryFolder, on: system)
            let result = await Self.result { try await body(folder) }
            try await folder.remove()
            return try result.get()
        } catch {
            throw RuncError(error, executable: configuration.executable)
        }
    }

    /// How to start the runtime's program for `call`.
    func request(for call: RuncCall, descriptors: [FileDescriptor?], _ folder: PrivateFolder) -> SpawnRequest {
        var configuration = configuration
        configuration.log = folder.log
        configuration.logFormat = .json
        var request = SpawnRequest(
            executable: configuration.executable, arguments: configuration.arguments(for: call))
        request.environment = RuncConfiguration.environment(from: environment)
        request.descriptors = descriptors
        return request
    }

    private static func result<Answer>(_ body: () async throws -> Answer) async -> Result<Answer, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
