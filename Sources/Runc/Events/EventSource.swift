import LinuxAsync
import RuncCommand

/// One runtime process that tells events. When this goes, so does the process.
final class EventSource: Sendable {
    private static let chunk = 64 * 1024

    private let client: RuncClient
    private let output: OutputPipe
    /// Holds the output, but not this object, whose end is what ends the runtime.
    private let runtime: Task<Result<Void, RuncError>, Never>

    /// Starts the runtime.
    init(_ client: RuncClient, _ call: RuncCall) throws(RuncError) {
        let output: OutputPipe
        do {
            // Nothing is kept: it is read bit by bit.
            output = try OutputPipe(keeping: .end, limit: 0, on: client.system)
        } catch {
            throw RuncError(error, executable: client.configuration.executable)
        }
        (self.client, self.output) = (client, output)
        runtime = Task { await Self.run(call, of: client, output) }
    }

    deinit { runtime.cancel() }

    /// The next bytes, as soon as there are any; empty when the runtime has written its last.
    ///
    /// - Throws: `RuncError.cancelled` when the task is cancelled; the runtime is then about to end.
    func read() async throws(RuncError) -> [UInt8] {
        do {
            return try await output.unread.read(upTo: Self.chunk)
        } catch {
            throw Task.isCancelled ? .cancelled : RuncError(error, executable: client.configuration.executable)
        }
    }

    /// Waits for the runtime's end, which need not come with that of its output.
    ///
    /// - Throws: why it failed.
    func end() async throws(RuncError) {
        let result = await withTaskCancellationHandler {
            await runtime.value
        } onCancel: {
            runtime.cancel()
        }
        output.unread.close()
        try result.get()
    }

    /// Kills the runtime, if it still runs, and waits until it is reaped and its folder is gone.
    func stop() async {
        runtime.cancel()
        _ = await runtime.value
        output.unread.close()
    }

    private static func run(
        _ call: RuncCall, of client: RuncClient, _ output: OutputPipe
    ) async -> Result<Void, RuncError> {
        defer { output.programEnded() }
        do throws(RuncError) {
            return .success(try await client.follow(call, output))
        } catch {
            return .failure(error)
        }
    }
}
