public import Linux
import SystemPackage

/// What a command said and how it ended.
public struct CapturedOutput: Sendable, Hashable {
    /// How it ended; not zero is a result, not an error.
    public let status: ExitStatus
    /// The end of what it wrote to standard output, at most `CapturedCommand.tailLimit` bytes.
    public let standardOutput: [UInt8]
    /// The end of what it wrote to standard error, at most `CapturedCommand.tailLimit` bytes.
    public let standardError: [UInt8]
    /// Whether the beginning of one of them is missing.
    public let isTruncated: Bool
}

/// A program that is run to its end for what it prints.
public struct CapturedCommand: Sendable {
    /// How much is kept of each stream, in bytes.
    public static let tailLimit = 64 * 1024

    /// The program. Its descriptors 1 and 2 are replaced, the others go to it as they are.
    public var request: SpawnRequest

    /// A command.
    public init(_ request: SpawnRequest) { self.request = request }

    /// Runs it and waits for its end. What the program itself wrote is complete, and children that it leaves behind
    /// are not waited for, even if they hold its output.
    ///
    /// - Throws: `LinuxError` when it cannot be started. When the task is cancelled the program is killed and reaped
    ///   before `CancellationError` is thrown.
    public func run(on system: AsyncSystem) async throws -> CapturedOutput {
        let (process, output, error) = try await start(on: system)
        defer {
            output.close()
            error.close()
            process.pidfd.closeIgnoringErrors()
        }
        async let keptOutput = Self.tail(of: output)
        async let keptError = Self.tail(of: error)
        let status = try await Self.end(of: process, on: system)
        output.endWhenEmpty()
        error.endWhenEmpty()
        let (standardOutput, standardError) = try await (keptOutput, keptError)
        return CapturedOutput(
            status: status, standardOutput: standardOutput.bytes, standardError: standardError.bytes,
            isTruncated: standardOutput.isTruncated || standardError.isTruncated)
    }

    private func start(
        on system: AsyncSystem
    ) async throws -> (SpawnedProcess, output: AsyncDescriptor, error: AsyncDescriptor) {
        let output = try Pipe.make()
        let readOutput = AsyncDescriptor(owning: output.read, system: system)
        defer { output.write.closeIgnoringErrors() }
        let error = try Pipe.make()
        let readError = AsyncDescriptor(owning: error.read, system: system)
        defer { error.write.closeIgnoringErrors() }

        var request = request
        let given = request.descriptors
        request.descriptors = [given.first ?? nil, output.write, error.write] + given.dropFirst(3)
        return (try await system.spawn(request), readOutput, readError)
    }

    private static func end(of process: SpawnedProcess, on system: AsyncSystem) async throws -> ExitStatus {
        do {
            return try await system.exitStatus(of: process)
        } catch let cancellation as CancellationError {
            try PIDDescriptor.send(.kill, to: process.pidfd)
            // A task of its own: this one is cancelled and could not wait.
            _ = try await Task { try await system.exitStatus(of: process) }.value
            throw cancellation
        }
    }

    private static func tail(of stream: AsyncDescriptor) async throws -> (bytes: [UInt8], isTruncated: Bool) {
        var kept: [UInt8] = []
        var isTruncated = false
        while true {
            let bytes = try await stream.read(upTo: tailLimit)
            if bytes.isEmpty { break }
            kept += bytes
            if kept.count > tailLimit {
                isTruncated = true
                kept.removeFirst(kept.count - tailLimit)
            }
        }
        return (kept, isTruncated)
    }
}
