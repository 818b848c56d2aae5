public import Linux
import LinuxAsync
import ProcessTracker
import Synchronization
import SystemPackage

/// A process that a tracker started, with its streams.
public final class TrackedProcess: Sendable {
    /// Its name.
    public let id: String
    /// Its number.
    public let pid: PID
    /// What it writes to standard output.
    public let standardOutput: TrackedOutput
    /// What it writes to standard error.
    public let standardError: TrackedOutput

    let name: ProcessName
    private let standardInput: AsyncDescriptor
    private let exit = Latch<ExitStatus>()
    private let link: TrackerLink
    /// What is read only to be thrown away, and whether it ends when it is empty.
    private let discarded = Mutex<(streams: [AsyncDescriptor], hasEnded: Bool)>(([], false))

    init(name: ProcessName, pid: PID, streams: [AsyncDescriptor], link: TrackerLink) {
        (self.name, self.pid, self.link) = (name, pid, link)
        id = name.value
        standardInput = streams[0]
        standardOutput = TrackedOutput(stream: streams[1])
        standardError = TrackedOutput(stream: streams[2])
    }

    /// Waits for its end. Any number of tasks may wait, and all get the same answer.
    ///
    /// - Throws: `TrackerError.trackerGone` when nobody can know any more; `CancellationError`.
    public func wait() async throws -> ExitStatus { try await exit.valueUnlessCancelled() }

    /// Sends a signal; a process that has ended is no error.
    public func signal(_ signal: Signal) async throws {
        _ = try await link.ask { [name] in .signal($0, name, signal) }
    }

    /// Hands `bytes` to its standard input; waits while it does not read. Calls must not overlap.
    ///
    /// Bytes for a process that closed its standard input, or is gone, are dropped.
    public func writeStandardInput(_ bytes: [UInt8]) async throws {
        do {
            try await standardInput.write(bytes)
        } catch AsyncSystemError.closed {
            return
        } catch let error as LinuxError where error.errno == .brokenPipe {
            return
        }
    }

    /// Ends its standard input. May be repeated.
    ///
    /// The tracker holds the pipe as well and lets go of it; when it is gone, its end went with it.
    public func closeStandardInput() async {
        standardInput.close()
        do {
            _ = try await link.ask { [name] in .closeStandardInput($0, name) }
        } catch {
            return
        }
    }

    /// Gives up the streams: reads and writes that wait end with `AsyncSystemError.closed`.
    ///
    /// The process goes on, and so that it never waits for a reader, what it writes is read and thrown away for as long
    /// as this program lives.
    public func detach() {
        standardInput.close()
        for output in [standardOutput, standardError] {
            guard let unread = discard(output.stream) else { continue }
            // A service: it ends with the stream, and nobody waits for that.
            Task {
                defer { unread.close() }
                while try await !unread.read(upTo: TrackedOutput.chunk).isEmpty {}
            }
        }
    }

    private func discard(_ stream: AsyncDescriptor) -> AsyncDescriptor? {
        discarded.withLock { discarded in
            guard let unread = stream.handOver() else { return nil }
            if discarded.hasEnded { unread.endWhenEmpty() } else { discarded.streams.append(unread) }
            return unread
        }
    }

    /// What the tracker, or its end, says of the process.
    func ended(_ result: Result<ExitStatus, any Error>) {
        exit.resolve(result)
        if case .failure = result { return }
        standardOutput.stream.endWhenEmpty()
        standardError.stream.endWhenEmpty()
        discarded.withLock { discarded in
            for unread in discarded.streams { unread.endWhenEmpty() }
            discarded = ([], true)
        }
        standardInput.close()
    }
}
