public import Linux
import SystemPackage

/// A runtime that runs. It is the runtime's own process, not the container's: that one has its pid in the pid file.
public final class RunningRuntime: Sendable {
    /// The runtime's number; another process's, maybe, once the runtime has ended.
    public let pid: PID

    /// A descriptor of our own, for the monitor closes its one. It stands for this process alone, also after its end.
    private let process: Result<FileDescriptor, LinuxError>

    init(_ process: SpawnedProcess) {
        pid = process.pid
        self.process = Result { () throws(LinuxError) in try process.pidfd.duplicated() }
    }

    deinit {
        if case .success(let pidfd) = process { pidfd.closeIgnoringErrors() }
    }

    /// Sends a signal to the runtime. A foreground `run` or `exec` passes most on to the container's process; SIGKILL
    /// ends the runtime alone.
    ///
    /// - Returns: whether the runtime was still there; nobody else ever gets the signal.
    @discardableResult
    public func send(_ signal: Signal) throws(RuncError) -> Bool {
        do {
            return try PIDDescriptor.send(signal, to: process.get())
        } catch {
            throw .system(error)
        }
    }
}
