import Linux
import SystemPackage
import Testing

/// A runtime that works.
struct TrialCall {
    /// It did not end.
    struct Stuck: Error { let arguments: [String] }

    let arguments: [String]
    let process: SpawnedProcess
    let output: FilePath
    let errors: FilePath

    /// Waits for its end. Once only.
    func end() throws -> RuntimeTrial.Answer {
        defer { process.pidfd.closeIgnoringErrors() }
        if try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)], milliseconds: 20_000)[0].isEmpty {
            _ = try PIDDescriptor.send(.kill, to: process.pidfd)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
            _ = try PIDDescriptor.reap(process.pidfd)
            throw Stuck(arguments: arguments)
        }
        let status = try #require(try PIDDescriptor.reap(process.pidfd))
        return RuntimeTrial.Answer(
            status: status.code, output: String(decoding: try Files.read(output), as: UTF8.self),
            errors: String(decoding: try Files.read(errors), as: UTF8.self))
    }
}
