import Linux
import LinuxAsync

/// A `gdn-tar` that runs: killed when nobody has a use for it any more, and always reaped.
final class ArchiverProcess: Sendable {
    /// How much is kept of what it says went wrong, in bytes: a line with a path in it.
    private static let longestReason = 8 * 1024

    /// Our end of the pipe that the archive goes through.
    let stream: AsyncDescriptor
    let killSwitch: KillSwitch
    private let ending: Task<ArchiverEnding, Never>

    /// Takes over a process and what it writes to standard error.
    init(_ process: SpawnedProcess, stream: AsyncDescriptor, errors: AsyncDescriptor, on system: AsyncSystem) {
        let killSwitch = KillSwitch(owning: process.pidfd)
        (self.stream, self.killSwitch) = (stream, killSwitch)
        // Not a part of any request: a request that is given up must not leave a zombie behind.
        ending = Task {
            defer { killSwitch.close() }
            return await Self.ending(of: process, errors: errors, on: system)
        }
    }

    deinit { kill() }

    /// Ends it, whatever it does; one that has ended is fine.
    func kill() { killSwitch.kill() }

    /// Waits until it has ended and was reaped. Takes no notice of cancellation.
    func ended() async -> ArchiverEnding {
        // Not killed by its own `deinit` while somebody waits.
        defer { withExtendedLifetime(self) {} }
        return await ending.value
    }

    /// The same, but kills it when the task is cancelled.
    func endedUnlessCancelled() async throws -> ArchiverEnding {
        let ending = await withTaskCancellationHandler {
            await ended()
        } onCancel: {
            kill()
        }
        try Task.checkCancellation()
        return ending
    }

    /// Calls `body` once it has ended.
    func whenEnded(_ body: @escaping @Sendable () -> Void) {
        Task { [ending] in
            _ = await ending.value
            body()
        }
    }

    private static func ending(
        of process: SpawnedProcess, errors: AsyncDescriptor, on system: AsyncSystem
    ) async -> ArchiverEnding {
        async let reason = end(of: errors)
        do {
            let status = try await system.exitStatus(of: process)
            errors.endWhenEmpty()
            return ArchiverEnding(status, errors: await reason)
        } catch {
            errors.close()
            return .failed("it cannot be told how the archiver ended: \(error)")
        }
    }

    /// The last bytes of a stream.
    private static func end(of stream: AsyncDescriptor) async -> [UInt8] {
        var kept: [UInt8] = []
        do {
            while true {
                let bytes = try await stream.read(upTo: longestReason)
                if bytes.isEmpty { return kept }
                kept = (kept + bytes).suffix(longestReason)
            }
        } catch {
            // What was said until then is better than nothing.
            return kept
        }
    }
}
