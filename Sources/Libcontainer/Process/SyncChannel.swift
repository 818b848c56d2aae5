import Glibc
import Linux
import SystemPackage

/// One end of the way between a runtime and the process that it starts.
///
/// Packets, so that nothing needs a length. Both programs have one thread, and wait in the system call.
struct SyncChannel {
    /// The longest packet; the reason of a failure is cut.
    private static let limit = 16 * 1024

    let descriptor: FileDescriptor
    /// Whether this is the end of the container's process. Its system calls may be filtered by then: it makes do with
    /// those that every program needs, and may be killed for writing to a runtime that has ended.
    private let isInside: Bool

    /// Makes both ends, close-on-exec: the end of the container's process is seen when it executes its program.
    static func pair() throws(LibcontainerError) -> (runtime: SyncChannel, process: SyncChannel) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw failure("make") }
        return (
            Self(descriptor: FileDescriptor(rawValue: ends[0]), isInside: false),
            Self(descriptor: FileDescriptor(rawValue: ends[1]), isInside: true)
        )
    }

    /// Sends one.
    ///
    /// - Throws: `LibcontainerError.initGone` when the other side has ended.
    func send(_ message: SyncMessage) throws(LibcontainerError) {
        let bytes = Array(message.bytes.prefix(Self.limit))
        var answer: Int
        repeat {
            answer =
                isInside
                ? write(descriptor.rawValue, bytes, bytes.count)
                : Glibc.send(descriptor.rawValue, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        } while answer < 0 && errno == EINTR
        guard answer < 0 else { return }
        throw errno == EPIPE || errno == ECONNRESET ? .initGone : Self.failure("send to")
    }

    /// The next message; nil once the other side has closed its end, by executing its program or by dying.
    func receive() throws(LibcontainerError) -> SyncMessage? {
        var answer = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.limit) { buffer, count in
            repeat {
                answer = read(descriptor.rawValue, buffer.baseAddress, buffer.count)
            } while answer < 0 && errno == EINTR
            count = max(answer, 0)
        }
        // The other side may have died with something of ours unread.
        if answer == 0 || answer < 0 && errno == ECONNRESET { return nil }
        guard answer > 0 else { throw Self.failure("receive from") }
        guard let message = SyncMessage(bytes: bytes) else { throw .unexpectedMessage }
        return message
    }

    /// Waits for one message and no other.
    ///
    /// - Throws: `LibcontainerError.initGone` when the other side has ended instead.
    func expect(_ wanted: SyncMessage) throws(LibcontainerError) {
        guard let message = try receive() else { throw .initGone }
        if case .failed(let reason) = message { throw .initFailed(reason) }
        guard message == wanted else { throw .unexpectedMessage }
    }

    func close() { descriptor.closeIgnoringErrors() }

    private static func failure(_ operation: String) -> LibcontainerError {
        .system(.failed(operation: operation, subject: "the channel of a start", errno: Errno(rawValue: errno)))
    }
}
