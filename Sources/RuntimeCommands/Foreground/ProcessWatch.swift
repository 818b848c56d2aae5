import Libcontainer
import Linux
import SystemPackage

/// Waiting in the foreground: signals go to the process, and its end is this program's.
final class ProcessWatch {
    private let signals: SignalQueue
    /// Whether somebody has asked for the end.
    private var isToEnd = false
    private static let childEnded = Signal(rawValue: 17)
    /// What is about this program itself: SIGCHLD, SIGWINCH, and SIGURG.
    private static let kept = [childEnded, .windowChange, Signal(rawValue: 23)]
    /// What asks for the end. Once the process has ended it is this program's own.
    private static let ending: [Signal] = [.hangUp, .interrupt, Signal(rawValue: 3), .terminate]

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

    /// Waits until the process has ended, and copies meanwhile. Closes the pidfd. When waiting fails, the process is killed.
    ///
    /// - Returns: its status, or 128 and the number of the signal that killed it.
    func wait(
        for process: SpawnedProcess, _ foreground: Foreground, _ notice: ServiceNotice?
    ) throws(CommandError) -> Int32 {
        defer { process.pidfd.closeIgnoringErrors() }
        do {
            while true {
                while let child = try Children.reapNext() {
                    if child.pid == process.pid { return child.status.code }
                }
                let own = [DescriptorPoll.Entry(signals.descriptor), DescriptorPoll.Entry(process.pidfd)]
                let (streams, words) = (foreground.entries, notice?.entries ?? [])
                let ready = try DescriptorPoll.wait(own + streams + words)
                // First, so that what is typed after the size has changed is read in the new one.
                try handOnSignals(process.pidfd, foreground)
                foreground.step(ready[own.count..<own.count + streams.count])
                if let pid = OwnProcess.pid { notice?.step(ready[(own.count + streams.count)...], mainProcess: pid) }
            }
        } catch {
            // Nobody would learn how it goes on. What has ended needs no signal.
            _ = try? PIDDescriptor.send(.kill, to: process.pidfd)
            throw CommandError(.system(error))
        }
    }

    /// Copies what is still written to pipes when the process has ended, until nobody has them any more, or a signal asks
    /// for the end. When one has done so before, then what is there.
    func finish(_ foreground: Foreground) throws(CommandError) {
        foreground.processEnded(isAll: isToEnd)
        do {
            while !foreground.isOver {
                let streams = foreground.entries
                let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(signals.descriptor)] + streams)
                foreground.step(ready.dropFirst())
                while let entry = try signals.next() { if Self.ending.contains(entry.signal) { return } }
            }
        } catch {
            throw CommandError(.system(error))
        }
    }

    private func handOnSignals(_ pidfd: FileDescriptor, _ foreground: Foreground) throws(LinuxError) {
        while let entry = try signals.next() {
            if entry.signal == .windowChange { foreground.resize() }
            if Self.ending.contains(entry.signal) { isToEnd = true }
            // This program gets SIGPIPE by its own writing, when nobody reads what it copies.
            let isOwn = entry.signal == Signal(rawValue: 13) && entry.sender == OwnProcess.pid
            if !isOwn, !Self.kept.contains(entry.signal) { try PIDDescriptor.send(entry.signal, to: pidfd) }
        }
    }
}
