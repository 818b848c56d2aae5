import Linux
import SystemPackage

/// One output stream of a process, as the tracker has it: the pipe that the process writes to, and the tail of what nobody
/// has read.
///
/// While somebody holds it, it is left alone, and the process waits when its pipe is full. While nobody does, it is drained
/// into the tail, and the process never waits.
struct KeptOutput {
    /// So many pieces are drained before others have their turn.
    private static let turn = 16

    /// Until all that held the other end have closed it, and nothing was left in it.
    private(set) var live: FileDescriptor?
    private var tail: TailPipe?
    private(set) var isHeld: Bool
    /// What is drained is thrown away: too many others have ended since.
    private var isKept = true
    private var droppedBytes: UInt64 = 0

    /// Takes over the read end of a pipe, which does not block.
    init(_ live: FileDescriptor, isHeld: Bool) { (self.live, self.isHeld) = (live, isHeld) }

    /// Whether there is anything to look after, or to read.
    var isOver: Bool { !isHeld && live == nil && tail == nil }

    /// Whether it has to be drained as bytes come.
    var isToBeDrained: Bool { !isHeld && live != nil }

    /// Somebody takes it over. The descriptors stay this one's.
    mutating func open() -> (OpenedOutput, [FileDescriptor]) {
        isHeld = true
        let unread = tail.flatMap { $0.isEmpty ? nil : $0.read }
        let opened = OpenedOutput(hasTail: unread != nil, hasLive: live != nil, droppedBytes: droppedBytes)
        droppedBytes = 0
        return (opened, [unread, live].compactMap { $0 })
    }

    /// Nobody has it any more.
    mutating func release() {
        isHeld = false
        closeEmptyTail()
    }

    /// Moves what there is from the pipe into the tail, as much as one turn allows. An output that is held is left alone.
    ///
    /// - Returns: whether the pipe is at its end, so that `finish` is next.
    mutating func drain() -> Bool {
        guard !isHeld, let live else { return false }
        do {
            for _ in 0..<Self.turn {
                guard let bytes = try live.readNow(upTo: TailPipe.piece) else { return false }
                if bytes.isEmpty { return true }
                append(bytes)
            }
            return false
        } catch {
            // It cannot be read, so nobody gets anything from it.
            return true
        }
    }

    /// Closes the pipe, which is at its end. What was not read of it stays.
    mutating func finish() {
        live?.closeIgnoringErrors()
        live = nil
        tail?.finish()
        if !isHeld { closeEmptyTail() }
    }

    /// From now on everything that nobody reads is thrown away, and what is kept as well. Whoever has it has it still.
    mutating func stopKeeping() {
        isKept = false
        closeTail()
    }

    /// Bytes that there was no room for anywhere.
    mutating func countDropped(_ bytes: Int) { droppedBytes += UInt64(bytes) }

    mutating func close() {
        live?.closeIgnoringErrors()
        live = nil
        closeTail()
        isHeld = false
    }

    private mutating func append(_ bytes: [UInt8]) {
        do {
            guard isKept else {
                droppedBytes += UInt64(bytes.count)
                return
            }
            let pipe = try tail ?? TailPipe()
            tail = pipe
            droppedBytes += try pipe.append(bytes)
        } catch {
            // No descriptors are left for a tail. The process goes on all the same.
            droppedBytes += UInt64(bytes.count)
        }
    }

    private mutating func closeEmptyTail() {
        if tail?.isEmpty == true { closeTail() }
    }

    private mutating func closeTail() {
        tail?.close()
        tail = nil
    }
}
