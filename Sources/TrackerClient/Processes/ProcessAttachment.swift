public import Linux
import LinuxAsync
import ProcessTracker
import SystemPackage

/// A process, as one client that started it or attached to it has it. Several may have the same process.
public final class ProcessAttachment: Sendable {
    /// What it writes to standard output; with a terminal, everything.
    public let standardOutput: TrackedOutput
    /// What it writes to standard error.
    public let standardError: TrackedOutput

    let process: TrackedProcess

    init(_ process: TrackedProcess) {
        self.process = process
        standardOutput = TrackedOutput(process.standardOutput, of: process)
        standardError = TrackedOutput(process.standardError, of: process)
    }

    /// Its name.
    public var id: String { process.name.value }

    /// Its number; nil when it had ended before this server heard of it.
    public var pid: PID? { process.pid }

    /// Waits for its end. Any number of tasks may wait, and all get the same answer.
    ///
    /// - Throws: `TrackerError.trackerGone` when nobody can know any more; `CancellationError`.
    public func wait() async throws -> ExitStatus { try await process.exit.valueUnlessCancelled() }

    /// Sends a signal; a process that has ended is no error.
    public func signal(_ signal: Signal) async throws { try await process.signal(signal) }

    /// Changes its terminal's size; without one nothing happens.
    public func resize(_ size: TerminalSize) async throws { try await process.resize(size) }

    /// Hands `bytes` to its standard input; waits while it does not read. Calls must not overlap.
    ///
    /// Bytes for a process that closed its standard input, or is gone, are dropped.
    public func writeStandardInput(_ bytes: [UInt8]) async throws { try await process.writeStandardInput(bytes) }

    /// Ends its standard input for all who are attached. A terminal has no end of input, and goes on. May be repeated.
    ///
    /// The tracker holds the pipe as well and lets go of it; when it is gone, its end went with it.
    public func closeStandardInput() async { await process.closeStandardInput() }

    /// Gives up the streams: reads that wait end with `AsyncSystemError.closed`. The process and its other clients go on.
    /// Its end can still be waited for. May be repeated.
    public func detach() {
        standardOutput.leave()
        standardError.leave()
    }
}
