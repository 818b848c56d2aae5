import Libcontainer
import Linux
import SystemPackage

/// Waiting in the foreground: signals go to the process, and its end is this program's.
struct ProcessWatch {
    private let signals: SignalQueue
    private static let childEnded = Signal(rawValue: 17)
    /// What is about this program itself: SIGCHLD, SIGWINCH, and SIGURG.
    private static let kept = [childEnded, .windowChange, Signal(rawValue: 23)]

    /// Begins before the process is started, so that no signal is lost.
    ///
    /// - Parameter adoptsOrphans: whether processes of the container that lose their parents become this program's.
    init(adoptsOrphans: Bool) throws(CommandError) {
        do {
            if adoptsOrphans { try Children.adoptOrphans() }
            signals = try SignalQueue()
        } catch {
            throw CommandError(.system(error))
        }
    }

    /// Waits until the process has ended.
    ///
    /// - Returns: its status, or 128 and the number of the signal that killed it.
    func wait(for process: SpawnedProcess) throws(CommandError) -> Int32 {
        defer { process.pidfd.closeIgnoringErrors() }
        do {
            while true {
                while let entry = try signals.next() {
                    if !Self.kept.contains(entry.signal) { try PIDDescriptor.send(entry.signal, to: process.pidfd) }
                }
                while let child = try Children.reapNext() {
                    if child.pid == process.pid { return child.status.code }
                }
                _ = try DescriptorPoll.wait([
                    DescriptorPoll.Entry(signals.descriptor), DescriptorPoll.Entry(process.pidfd),
                ])
            }
        } catch {
            throw CommandError(.system(error))
        }
    }
}
