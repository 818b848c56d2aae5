import CGuardian
public import SystemPackage

/// Signals as something to wait for, instead of something that ends the program.
public enum CaughtSignals {
    /// Makes a descriptor, non-blocking, that is readable when one of `signals` has come: a byte for each, its number.
    /// The caller owns it. Once per program. A SIGHUP that is ignored, as nohup(1) has it, stays so.
    ///
    /// A handler writes to it, because a signalfd needs the signals blocked in every thread, and the one that serves
    /// the main queue blocks none (libdispatch waits there in sigsuspend(2)).
    public static func makeDescriptor(of signals: [Signal]) throws(LinuxError) -> FileDescriptor {
        let numbers = signals.map(\.rawValue)
        return FileDescriptor(
            rawValue: try SystemCall.check("take signals", nil, cg_signal_fd(numbers, Int32(numbers.count))))
    }
}
