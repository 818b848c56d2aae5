import CGuardian
import Glibc
public import SystemPackage

/// All children of this process, for one that adopts orphans. Only for single-threaded programs.
public enum Children {
    /// Makes this process the parent of all its descendants whose own parent ends.
    public static func adoptOrphans() throws(LinuxError) {
        try SystemCall.check("become a subreaper", nil, cg_become_subreaper())
    }

    /// Has children that end stay until they are reaped, whatever the program that this one was started by has set: where
    /// SIGCHLD is ignored, which execve(2) keeps, their statuses are lost (wait(2)).
    public static func keepStatuses() { _ = signal(SIGCHLD, SIG_DFL) }

    /// Blocks SIGCHLD (and SIGPIPE, so that writing to a closed pipe is only an error) and makes a descriptor that
    /// is readable when a child has ended. The caller owns it.
    public static func makeSignalDescriptor() throws(LinuxError) -> FileDescriptor {
        FileDescriptor(rawValue: try SystemCall.check("make a signal descriptor", nil, cg_child_signal_fd()))
    }

    /// Takes what is pending from a signal descriptor.
    public static func drain(_ signals: FileDescriptor) {
        cg_drain_signal_fd(signals.rawValue)
    }

    /// Reaps one child that has ended; nil when none has.
    public static func reapNext() throws(LinuxError) -> (pid: PID, status: ExitStatus)? {
        var exit = cg_exit()
        let answer = cg_peek_ended_child(&exit)
        if answer == -Errno.noChildProcess.rawValue { return nil }
        try SystemCall.check("wait for children", nil, answer)
        guard let pid = PID(rawValue: exit.pid) else { return nil }
        try SystemCall.check("reap", "\(pid)", cg_reap(pid.rawValue, &exit))
        return (pid, ExitStatus(exit))
    }

    /// Whether `pid` is a child of this process that was not reaped yet.
    public static func contains(_ pid: PID) throws(LinuxError) -> Bool {
        try SystemCall.check("look for child", "\(pid)", cg_is_child(pid.rawValue)) == 1
    }

    /// Whether `pid` is a child of this process that was not reaped yet, or a child of such a one: then it becomes our
    /// own as soon as that one ends, if this process adopts orphans.
    public static func containsOrWillAdopt(_ pid: PID) throws(LinuxError) -> Bool {
        if try contains(pid) { return true }
        if let parent = ProcessStatus.parent(of: pid), try contains(parent) { return true }
        // Its parent may have ended between the two questions.
        return try contains(pid)
    }

    /// Puts this process into a session of its own; fine if it leads one.
    public static func enterSession() throws(LinuxError) {
        try SystemCall.check("enter a session", nil, cg_enter_session())
    }
}
