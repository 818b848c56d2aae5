import Linux
import LinuxAsync
import RuncCommand
import SystemPackage

/// What a call has beside its arguments.
struct CallStreams: Sendable {
    /// The runtime's standard input; nil: /dev/null.
    var input: FileDescriptor?
    /// Its descriptors from 3 on.
    var extra: [FileDescriptor] = []
}

extension RuncClient {
    /// The most that a runtime may print as an answer, in bytes: a list of some ten thousand containers.
    static let answerLimit = 16 << 20
    /// How much of what it writes to standard error is kept, in bytes.
    static let errorLimit = 64 << 10

    /// Makes a call for what it prints on standard output.
    ///
    /// - Throws: whatever is wrong when it does not succeed.
    func capture(_ call: RuncCall, _ streams: CallStreams = CallStreams()) async throws(RuncError) -> [UInt8] {
        try await inPrivateFolder { folder in
            let output = try OutputPipe(keeping: .all, limit: Self.answerLimit, on: system)
            let error = try OutputPipe(keeping: .end, limit: Self.errorLimit, on: system)
            let log = try await callLog(of: call, folder)
            async let answer = output.contents()
            async let complaint = error.contents()
            let descriptors = [streams.input, output.writeEnd, error.writeEnd] + streams.extra
            let exit = try await monitor.run(request(for: call, descriptors: descriptors, folder)) { _ in
                output.closeWriteEnd()
                error.closeWriteEnd()
            }
            output.programEnded()
            error.programEnded()
            let (standardOutput, standardError) = try await (answer, complaint)
            guard exit.status == .exited(0) else {
                let message = try await log.failureMessage(standardError.bytes)
                throw RuncError(call, status: exit.status, message: message)
            }
            guard !standardOutput.isTruncated else {
                throw RuncError.malformedOutput(command: call.name, reason: "more than \(Self.answerLimit) bytes")
            }
            return standardOutput.bytes
        }
    }

    /// Makes a call, and reads its answer by `parse`.
    func answer<Answer>(
        to call: RuncCall, _ parse: ([UInt8]) throws(RuncCommandError) -> Answer
    ) async throws(RuncError) -> Answer {
        let output = try await capture(call)
        do {
            return try parse(output)
        } catch {
            throw RuncError(error, executable: configuration.executable)
        }
    }

    /// Calls `body` with a folder that is there only meanwhile.
    func inPrivateFolder<Answer: Sendable>(
        _ body: (PrivateFolder) async throws -> Answer
    ) async throws(RuncError) -> Answer {
        guard !Task.isCancelled else { throw .cancelled }
        var executable = configuration.executable
        do {
            let folder = try await privateFolder()
            executable = folder.executable ?? executable
            return try await Self.cleaningUp {
                try await body(folder)
            } cleanUp: {
                try await folder.remove()
            }
        } catch {
            throw RuncError(error, executable: executable)
        }
    }

    /// A folder for one call; whoever has it removes it.
    func privateFolder() async throws -> PrivateFolder {
        let executable = try await system.blocking { try findExecutable() }
        var folder = try await PrivateFolder(in: absolute(temporaryFolder), on: system)
        folder.executable = executable
        return folder
    }

    /// How to start the runtime's program for `call`.
    func request(for call: RuncCall, descriptors: [FileDescriptor?], _ folder: PrivateFolder) -> SpawnRequest {
        var request = SpawnRequest(
            executable: folder.executable ?? configuration.executable,
            arguments: configuration(for: call, folder).arguments(for: call))
        request.environment = RuncConfiguration.environment(from: environment)
        request.workingDirectory = workingDirectory
        request.parentDeathSignal = parentDeathSignal
        request.newProcessGroup = newProcessGroup
        request.descriptors = descriptors
        return request
    }

    /// Calls `body`, then `cleanUp`, whatever came of it.
    ///
    /// - Throws: what `body` throws, rather than what comes of that.
    static func cleaningUp<Answer>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Answer,
        cleanUp: () async throws -> Void
    ) async throws -> Answer {
        let answer: Answer
        do {
            answer = try await body()
        } catch {
            do {
                try await cleanUp()
            } catch {
                // Why the call failed is what the caller has to know.
            }
            throw error
        }
        try await cleanUp()
        return answer
    }
}
