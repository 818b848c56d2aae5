import Linux
import LinuxAsync
import Synchronization
import SystemPackage

/// A pipe for what one program writes, of which a part is kept.
///
/// What the program itself wrote is complete once it has ended; who else holds the pipe is not waited for.
final class OutputPipe: Sendable {
    /// What is kept when there is too much.
    enum Part {
        /// Nothing of use: whoever wants all of it must know that it is not all.
        case all
        /// The end, where the reason for a failure is.
        case end
    }

    /// The end that is read: by `contents`, or by somebody who wants it bit by bit.
    let unread: AsyncDescriptor
    /// Nil once the program has it.
    private let write: Mutex<FileDescriptor?>
    private let part: Part
    private let limit: Int

    /// A pipe of which at most `limit` bytes are kept.
    init(keeping part: Part, limit: Int, on system: AsyncSystem) throws(LinuxError) {
        let pipe = try Pipe.make()
        (self.part, self.limit) = (part, limit)
        unread = AsyncDescriptor(owning: pipe.read, system: system)
        write = Mutex(pipe.write)
    }

    deinit { closeWriteEnd() }

    /// The end for the program; nil after `closeWriteEnd`.
    var writeEnd: FileDescriptor? { write.withLock(\.self) }

    /// Closes our copy of the program's end; may be repeated.
    func closeWriteEnd() {
        write.withLock { descriptor in
            descriptor?.closeIgnoringErrors()
            descriptor = nil
        }
    }

    /// The program has ended: what is in the pipe now is the last.
    func programEnded() {
        closeWriteEnd()
        unread.endWhenEmpty()
    }

    /// From now on throws away what others write who hold the pipe, as long as they do. Nobody may be reading.
    ///
    /// Closing it instead would kill them at their next write.
    func discardRest() {
        closeWriteEnd()
        unread.waitAgainWhenEmpty()
        guard !isAtEnd() else { return unread.close() }
        // A service: it ends with the last process that can write, which may be long after the call.
        Task { [unread] in
            defer { unread.close() }
            while try await !unread.read(upTo: 64 * 1024).isEmpty {}
        }
    }

    /// Whether nobody can write any more; or it cannot be read, which comes to the same.
    private func isAtEnd() -> Bool {
        do {
            return try unread.readAvailable(upTo: 64 * 1024)?.isEmpty ?? false
        } catch {
            return true
        }
    }

    /// Reads until `programEnded`, or until nobody can write any more.
    func contents() async throws -> (bytes: [UInt8], isTruncated: Bool) {
        var kept: [UInt8] = []
        var isTruncated = false
        while true {
            let bytes = try await unread.read(upTo: 64 * 1024)
            if bytes.isEmpty { return (kept, isTruncated) }
            if isTruncated, part == .all { continue }
            kept += bytes
            guard kept.count > limit else { continue }
            isTruncated = true
            kept.removeFirst(part == .all ? kept.count : kept.count - limit)
        }
    }
}
