import CGuardian

/// What this process is, asked of the kernel: true in a clone too.
public enum OwnProcess {
    /// Its number in its pid namespace (getpid(2)).
    public static var pid: PID? { PID(rawValue: cg_own_pid()) }

    /// Its parent's number (getppid(2)); nil: the parent is in another pid namespace, or has ended there.
    public static var parent: PID? { PID(rawValue: cg_parent_pid()) }
}
