import CGuardian
public import SystemPackage

/// All signals of this process as values, in place of handlers (signalfd(2)). Only for programs with one thread.
public final class SignalQueue {
    /// A signal that has come.
    public struct Entry: Hashable, Sendable {
        /// Which.
        public let signal: Signal
        /// Who sent it; nil: the kernel, or somebody in another pid namespace. Of SIGCHLD the child.
        public let sender: PID?

        /// A signal that has come.
        public init(signal: Signal, sender: PID?) { (self.signal, self.sender) = (signal, sender) }
    }

    /// Readable when a signal has come; for `DescriptorPoll`. This value owns it.
    public let descriptor: FileDescriptor

    /// Blocks every signal, so that none interrupts anything, and queues what comes. A child made from now on has them
    /// blocked too, and calls `Execution.resetSignals` before it executes another program.
    ///
    /// A signal that is ignored does not come; one that comes twice before it is taken comes once.
    public init() throws(LinuxError) {
        descriptor = FileDescriptor(rawValue: try SystemCall.check("queue signals", nil, cg_signal_queue()))
    }

    deinit { descriptor.closeIgnoringErrors() }

    /// Takes the next signal without waiting; nil: there is none.
    public func next() throws(LinuxError) -> Entry? {
        var raw = cg_signal()
        let count = try SystemCall.check("take a signal", nil, cg_take_signals(descriptor.rawValue, &raw, 1))
        guard count > 0 else { return nil }
        return Entry(signal: Signal(rawValue: raw.number), sender: PID(rawValue: raw.sender))
    }
}
