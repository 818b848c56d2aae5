import CGuardian
public import SystemPackage

/// SIGINT and SIGTERM as something to wait for, instead of something that ends the program.
public enum TerminationSignals {
    /// Makes a descriptor, non-blocking, that is readable when one of them has come: a byte for each, its number. The
    /// caller owns it. Once per program.
    ///
    /// A handler writes to it, because a signalfd needs the signals blocked in every thread, and the one that serves
    /// the main queue blocks none (libdispatch waits there in sigsuspend(2)).
    public static func makeDescriptor() throws(LinuxError) -> FileDescriptor {
        FileDescriptor(rawValue: try SystemCall.check("take termination signals", nil, cg_termination_fd()))
    }
}
