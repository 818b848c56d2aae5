import Glibc
import Linux
import SystemPackage

/// Open descriptors of processes, to be closed by whoever has them.
struct PIDDescriptors {
    /// How many are opened at once: a container may have more processes than we may have descriptors.
    static let most = 256

    private let opened: [(pid: PID, descriptor: FileDescriptor)]

    /// Opens the first of `pids`; one that is gone is left out.
    init(opening pids: [PID]) {
        opened = pids.prefix(Self.most).compactMap { pid in
            do {
                return (pid, try PIDDescriptor.open(pid))
            } catch {
                return nil
            }
        }
    }

    func close() {
        for (_, descriptor) in opened { descriptor.closeIgnoringErrors() }
    }

    /// Kills those that `condition` holds for.
    func kill(where condition: (PID) -> Bool) throws(LinuxError) {
        for (pid, descriptor) in opened where condition(pid) { try PIDDescriptor.send(.kill, to: descriptor) }
    }

    /// Waits until all have ended.
    ///
    /// - Returns: false when `deadline` came first.
    func wait(until deadline: Deadline) -> Bool {
        var running = opened.map { pollfd(fd: $0.descriptor.rawValue, events: Int16(POLLIN), revents: 0) }
        repeat {
            let milliseconds = deadline.milliseconds
            if milliseconds == 0 { return false }
            guard !running.isEmpty else { return true }
            if poll(&running, nfds_t(running.count), milliseconds) > 0 { running.removeAll { $0.revents != 0 } }
        } while !running.isEmpty
        return true
    }
}
