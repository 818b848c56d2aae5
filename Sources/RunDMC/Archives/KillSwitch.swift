import Linux
import Synchronization
import SystemPackage

/// Kills a process as long as there is one to kill.
final class KillSwitch: Sendable {
    /// Nil once closed.
    private let pidfd: Mutex<FileDescriptor?>

    /// Takes over a pidfd of a child of this program.
    init(owning pidfd: FileDescriptor) { self.pidfd = Mutex(pidfd) }

    deinit { close() }

    /// Sends SIGKILL. May be repeated.
    func kill() {
        pidfd.withLock { pidfd in
            guard let pidfd else { return }
            // It cannot fail: the descriptor is open, and no child is beyond its parent's power if that is root.
            do { _ = try PIDDescriptor.send(.kill, to: pidfd) } catch { return }
        }
    }

    /// The process was reaped.
    func close() {
        pidfd.withLock { pidfd in
            pidfd?.closeIgnoringErrors()
            pidfd = nil
        }
    }
}
