import CGuardian
public import SystemPackage

/// This process's program as something that nobody who gets hold of it can write to.
///
/// Whoever is in the container that a runtime enters may open /proc/PID/exe, and write to the host's binary as soon as
/// nobody runs it (CVE-2019-5736). So the runtime goes on as another form of its program before it enters one:
/// `if try !OwnProgram.isProtected() { throw Execution.become(try OwnProgram.protected(), …) }`.
public enum OwnProgram {
    /// Whether the program that runs is a protected form already.
    public static func isProtected() throws(LinuxError) -> Bool {
        try SystemCall.check("look at the own program", nil, cg_own_program_is_protected()) == 1
    }

    /// A protected form of the program, for `Execution.become`: `mount` where the kernel allows it, else `copy`.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    public static func protected() throws(LinuxError) -> FileDescriptor {
        do {
            return try mount()
        } catch {
            return try copy()
        }
    }

    /// A read-only mount of the program alone, attached nowhere (open_tree(2), mount_setattr(2)): three system calls,
    /// whatever its size. Needs CAP_SYS_ADMIN in the mount namespace's user namespace and Linux 5.12. Errno
    /// `.invalidArgument`: the process has left the mount namespace in which it was executed.
    ///
    /// The descriptor must be closed wherever it is open before an enemy can see a process of this program, as an exec
    /// does with a close-on-exec one: as long as it is open, somebody with CAP_SYS_ADMIN in a mount namespace of
    /// whatever kind can make the mount writable again; nobody can afterwards.
    public static func mount() throws(LinuxError) -> FileDescriptor {
        FileDescriptor(rawValue: try SystemCall.check("clone the mount of", "/proc/self/exe", cg_own_program_mount()))
    }

    /// A sealed copy of the program in memory (memfd_create(2)): as much memory, and time, as it has bytes.
    public static func copy() throws(LinuxError) -> FileDescriptor {
        FileDescriptor(rawValue: try SystemCall.check("copy", "/proc/self/exe", cg_own_program_copy()))
    }
}
