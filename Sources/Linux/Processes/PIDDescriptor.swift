import CGuardian
public import SystemPackage

/// Descriptors that stand for processes: a number that was given to another process cannot be mistaken for them.
public enum PIDDescriptor {
    /// Opens a close-on-exec descriptor for `pid`, owned by the caller. Errno `.noSuchProcess`: there is none.
    public static func open(_ pid: PID) throws(LinuxError) -> FileDescriptor {
        FileDescriptor(rawValue: try SystemCall.check("open process", "\(pid)", cg_pidfd_open(pid.rawValue)))
    }

    /// Sends a signal.
    ///
    /// - Returns: whether the process was still there; one that has ended is no error.
    @discardableResult
    public static func send(_ signal: Signal, to pidfd: FileDescriptor) throws(LinuxError) -> Bool {
        let answer = cg_pidfd_signal(pidfd.rawValue, signal.rawValue)
        if answer == -Errno.noSuchProcess.rawValue { return false }
        try SystemCall.check("send signal \(signal.rawValue)", nil, answer)
        return true
    }

    /// Reaps a child of this process.
    ///
    /// - Returns: how it ended; nil while it runs. Errno `.noChildProcess`: it is no child, or was reaped before.
    public static func reap(_ pidfd: FileDescriptor) throws(LinuxError) -> ExitStatus? {
        var exit = cg_exit()
        try SystemCall.check("wait for a process", nil, cg_pidfd_reap(pidfd.rawValue, &exit))
        return exit.pid == 0 ? nil : ExitStatus(exit)
    }
}

extension ExitStatus {
    init(_ exit: cg_exit) {
        self = exit.signalled != 0 ? .signalled(Signal(rawValue: exit.value)) : .exited(exit.value)
    }
}
