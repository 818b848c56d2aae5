import Garden
import Linux
import LinuxAsync
import TrackerClient

/// A tracked process as the API sees it.
struct TrackedGardenProcess: Garden.Process {
    let id: ProcessID
    let process: TrackedProcess
    /// Who removes its files once somebody was told how it ended; nil: they stay.
    var forgetter: Tracker?

    var standardOutput: any ProcessOutput { Output(stream: process.standardOutput) }
    var standardError: any ProcessOutput { Output(stream: process.standardError) }

    func writeStandardInput(_ bytes: [UInt8]) async throws { try await process.writeStandardInput(bytes) }

    func closeStandardInput() async { await process.closeStandardInput() }

    func wait() async throws -> Int32 {
        let status = try await process.wait()
        do {
            try await forgetter?.forget(process)
        } catch {
            // A tracker that is gone, or of an earlier build: the files go with the container.
        }
        return status.code
    }

    func signal(_ signal: ProcessSignal) async throws {
        try await process.signal(signal == .kill ? .kill : .terminate)
    }

    /// Processes have no terminal yet, and a size for none changes nothing.
    func resize(to size: WindowSize) async throws {}

    func detach() async { process.detach() }

    private struct Output: ProcessOutput {
        let stream: TrackedOutput

        func read() async throws -> [UInt8] { try await stream.read() }
    }
}
