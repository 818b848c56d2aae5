import CGuardian
public import SystemPackage

/// SIGINT and SIGTERM as something to wait for, instead of something that ends the program.
public enum TerminationSignals {
    /// Keeps them from this thread and from those it starts from now on: call it before there are others.
    public static func block() throws(LinuxError) {
        try SystemCall.check("block signals", nil, cg_block_termination())
    }

    /// Makes a descriptor that is readable when one of them has come. The caller owns it.
    public static func makeDescriptor() throws(LinuxError) -> FileDescriptor {
        FileDescriptor(rawValue: try SystemCall.check("make a signal descriptor", nil, cg_termination_fd()))
    }

    /// Takes what has come.
    public static func drain(_ descriptor: FileDescriptor) {
        cg_drain_signal_fd(descriptor.rawValue)
    }
}
