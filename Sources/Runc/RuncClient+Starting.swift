import JSON
import Linux
import LinuxAsync
import OCI
import RuncCommand
import SystemPackage

/// A call that starts a process.
struct Start: Sendable {
    let call: RuncCall
    /// Where the runtime says that the process runs; nil: nobody asks.
    let pidFile: FilePath?
    /// Whether the runtime ends before the process, so that every status but 0 is its own.
    let endsEarly: Bool
    /// The runtime's descriptors from 3 on.
    var descriptors: [FileDescriptor] = []
}

extension RuncClient {
    typealias WhileRunning = @Sendable (RunningRuntime) async throws -> Void

    /// Makes the call that `prepare` describes.
    ///
    /// - Returns: how the process ended, or success when it runs on.
    func start(
        _ io: StandardIO, _ whileRunning: WhileRunning?,
        _ prepare: (PrivateFolder) throws(LinuxError) -> Start
    ) async throws(RuncError) -> ExitStatus {
        // Before anything can fail: the process's ends of pipes are closed in any case.
        let io = try CallIO(io)
        defer { io.closeOwn() }
        return try await inPrivateFolder { folder in
            let start = try prepare(folder)
            if let pidFile = start.pidFile { try await folder.clear(pidFile) }
            let log = try await callLog(of: start.call, folder)
            let streams = try await system.blocking { [system] in try io.open(in: folder.path, on: system) }
            let request = request(for: start.call, descriptors: streams + start.descriptors, folder)
            let (exit, standardError) = try await io.reading {
                try await run(request, whileRunning) { io.closeOwn() }
            }
            if exit.status == .exited(0) { return exit.status }
            return try await programStatus(exit.status, start, (log, standardError), folder)
        }
    }

    /// Calls `body` with a memory file that describes `process`.
    func withDescription(
        of process: OCIProcess, _ body: (FileDescriptor) async throws(RuncError) -> ExitStatus
    ) async throws(RuncError) -> ExitStatus {
        let file: FileDescriptor
        do {
            file = try MemoryFile.make(name: "process.json", contents: process.json.encoded())
        } catch {
            throw .system(error)
        }
        defer { file.closeIgnoringErrors() }
        return try await body(file)
    }

    /// A status that is not 0 can be the process's or the runtime's. It is the runtime's when its log has an error, or
    /// when there is no pid of a process (crun finds some faults before it opens its log).
    private func programStatus(
        _ status: ExitStatus, _ start: Start, _ said: (log: CallLog, standardError: [UInt8]), _ folder: PrivateFolder
    ) async throws -> ExitStatus {
        let isSignal = if case .signalled = status { true } else { false }
        let hasError = try await said.log.lastError(said.standardError) != nil
        let hasStarted = if let pidFile = start.pidFile { try await folder.hasStarted(by: pidFile) } else { false }
        guard hasError || start.endsEarly || !hasStarted || isSignal else { return status }
        // What a process that ran wrote to standard error is not why the runtime was killed.
        let runsOn = hasStarted && !start.endsEarly && !hasError
        let message = runsOn ? "" : try await said.log.failureMessage(said.standardError)
        throw RuncError(start.call, status: status, message: message)
    }

    /// Runs the runtime to its end, and `whileRunning` beside it.
    private func run(
        _ request: SpawnRequest, _ whileRunning: WhileRunning?, _ started: @escaping @Sendable () -> Void
    ) async throws -> ProcessExit {
        guard let whileRunning else {
            return try await monitor.run(request) { _ in started() }
        }
        return try await withThrowingTaskGroup(of: ProcessExit?.self) { group in
            let (runtimes, found) = AsyncStream<RunningRuntime>.makeStream()
            group.addTask { [monitor] in
                defer { found.finish() }
                return try await monitor.run(request) { process in
                    started()
                    found.yield(RunningRuntime(process))
                }
            }
            group.addTask {
                for await runtime in runtimes { try await whileRunning(runtime) }
                return nil
            }
            while let ended = try await group.next() {
                guard let ended else { continue }
                // Errors of the closure do not count any more: it may well complain about being cancelled.
                group.cancelAll()
                return ended
            }
            throw CancellationError()
        }
    }
}
