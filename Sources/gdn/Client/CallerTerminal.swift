import Garden
import Glibc
import Linux
import Synchronization
import SystemPackage

/// The terminal that a command was started from, as far as it reads it: its standard input.
final class CallerTerminal: Sendable {
    private let descriptor: FileDescriptor
    private let before = Mutex<TerminalState?>(nil)

    /// Nil when `descriptor` is no terminal.
    init?(_ descriptor: FileDescriptor = .standardInput) {
        guard isatty(descriptor.rawValue) == 1 else { return nil }
        self.descriptor = descriptor
    }

    /// How large the first of `descriptors` is that is a terminal whose size somebody knows; nil: none is.
    static func size(
        of descriptors: [FileDescriptor] = [.standardInput, .standardOutput, .standardError]
    ) -> WindowSize? {
        for descriptor in descriptors {
            // One that is no terminal has no size, which is all there is to know.
            guard let size = try? Terminal.size(of: descriptor), size.columns > 0, size.rows > 0 else { continue }
            return WindowSize(columns: size.columns, rows: size.rows)
        }
        return nil
    }

    /// From now on every byte is handed on as it is typed, and shown only by who gets it. Until `restore`.
    func makeRaw() throws {
        try before.withLock { before in
            if before == nil { before = try Terminal.makeRaw(descriptor) }
        }
    }

    /// Makes it what it was. May be repeated, and does nothing when it is.
    func restore() {
        before.withLock { before in
            guard let state = before else { return }
            before = nil
            do {
                // It must not wait: nobody may be reading what was written.
                try Terminal.restore(state, of: descriptor, waits: false)
            } catch {
                // A terminal that is gone is nobody's any more.
            }
        }
    }
}
