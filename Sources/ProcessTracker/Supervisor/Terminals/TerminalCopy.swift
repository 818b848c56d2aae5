import Linux
import SystemPackage

/// A process's terminal, and what it shows on its way into the pipe that is the process's standard output.
struct TerminalCopy {
    /// What has to happen before there is more to copy.
    enum Wait: Hashable {
        /// The process writes.
        case input
        /// Somebody reads the pipe.
        case room
        /// Nobody has the other side of the terminal. A process that lives may open it again, but nothing tells of that.
        case nothing
    }

    /// So many pieces are copied before others have their turn.
    private static let turn = 16
    private static let piece = 4096
    /// More than a terminal holds, so that a process which goes on writing cannot keep `finish` from its end.
    private static let finishLimit = 1 << 20

    /// The terminal's main side, which does not block.
    let master: FileDescriptor
    /// The write end of the pipe, which does not block.
    let pipe: FileDescriptor
    /// What was read and has found no room yet.
    private var pending: ArraySlice<UInt8> = []

    /// Takes both over.
    init(master: FileDescriptor, pipe: FileDescriptor) { (self.master, self.pipe) = (master, pipe) }

    /// Copies what there is, as much as one turn allows.
    mutating func copy() -> Wait {
        for _ in 0..<Self.turn {
            if let wait = flush() ?? fill() { return wait }
        }
        return pending.isEmpty ? .input : .room
    }

    /// Copies everything that was written by now, however little room there is: the pipe becomes larger.
    ///
    /// - Returns: what to wait for now, and how many bytes found no room because the kernel allows no larger pipe.
    mutating func finish() -> (wait: Wait, dropped: Int) {
        var (copied, dropped) = (0, 0)
        while copied < Self.finishLimit {
            if flush() == .room, !enlarge() {
                dropped += pending.count
                pending = []
            } else if pending.isEmpty {
                if let wait = fill() { return (wait, dropped) }
                copied += pending.count
            }
        }
        return (pending.isEmpty ? .input : .room, dropped)
    }

    func setSize(_ size: TerminalSize) throws(LinuxError) { try Terminal.setSize(size.orUsual, of: master) }

    func close() {
        master.closeIgnoringErrors()
        pipe.closeIgnoringErrors()
    }

    /// Writes what was read; nil once that is done.
    private mutating func flush() -> Wait? {
        while !pending.isEmpty {
            do {
                guard let count = try pipe.writeNow(pending) else { return .room }
                pending = pending.dropFirst(count)
            } catch {
                // Nobody can read it any more, and the process must not wait for that.
                pending = []
            }
        }
        return nil
    }

    /// Reads the next bytes; nil when there are some.
    private mutating func fill() -> Wait? {
        do {
            guard let bytes = try master.readNow(upTo: Self.piece) else { return .input }
            pending = bytes[...]
            return bytes.isEmpty ? .nothing : nil
        } catch {
            // EIO (pty(7)): the other side was closed by all that had it, and everything they wrote was read.
            return .nothing
        }
    }

    private func enlarge() -> Bool {
        do {
            try pipe.setPipeCapacity(2 * pipe.pipeCapacity())
            return true
        } catch {
            return false
        }
    }
}

extension TerminalSize {
    /// What a terminal has of which nobody says how large it is.
    private static let usual = TerminalSize(columns: 80, rows: 24)

    /// With the usual one in place of nothing.
    var orUsual: TerminalSize {
        TerminalSize(
            columns: columns == 0 ? Self.usual.columns : columns, rows: rows == 0 ? Self.usual.rows : rows)
    }
}
