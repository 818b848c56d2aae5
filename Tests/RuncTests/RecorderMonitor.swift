import GuardianTestSupport
import Linux
import Runc

/// Starts programs by another monitor, and tells what happens to them.
struct WatchedMonitor: ProcessMonitoring {
    /// What happened to one program.
    enum Event: Sendable, Hashable {
        case started(PID)
        case ended(PID, ExitStatus)
        /// It was killed and reaped because its call was cancelled.
        case cancelled
    }

    let events = Recorder<Event>()
    private let monitor: any ProcessMonitoring

    init(_ monitor: any ProcessMonitoring) { self.monitor = monitor }

    func run(
        _ request: SpawnRequest, started: @escaping @Sendable (SpawnedProcess) -> Void
    ) async throws -> ProcessExit {
        do {
            let exit = try await monitor.run(request) { process in
                started(process)
                events.record(.started(process.pid))
            }
            events.record(.ended(exit.pid, exit.status))
            return exit
        } catch let cancellation as CancellationError {
            events.record(.cancelled)
            throw cancellation
        }
    }

    /// Waits until a program runs.
    func hasStarted() async {
        await events.wait { events in
            events.contains { if case .started = $0 { true } else { false } }
        }
    }
}
