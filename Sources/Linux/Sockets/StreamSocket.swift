import CGuardian
import Glibc
public import SystemPackage

/// A socket of this machine that carries a stream of bytes, and descriptors beside them (unix(7), SOCK_STREAM).
///
/// None of its calls waits, but for `connect`. Whoever made the value owns `descriptor` and closes it.
public struct StreamSocket: Sendable, Hashable {
    /// The most bytes that the path of a socket can have: an address has room for 108, a NUL among them.
    public static let pathLimit = 107

    /// What there was to receive.
    public enum Received: Sendable, Hashable {
        /// Bytes that were sent at once; the descriptors are close-on-exec and belong to the receiver.
        case message([UInt8], [FileDescriptor])
        /// Nothing now.
        case nothing
        /// The other side is gone.
        case end
    }

    /// The user that the other side of a socket sees in this process.
    public static var ownUser: UInt32 { geteuid() }

    /// The socket.
    public let descriptor: FileDescriptor

    /// A socket that is already connected or listening.
    public init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// Listens at `path`, mode 0600. Errno `.addressInUse`: something is there; `.fileNameTooLong`: it has more bytes
    /// than `pathLimit`.
    public static func listen(at path: FilePath) throws(LinuxError) -> StreamSocket {
        let answer = path.withPlatformString { cg_stream_listen($0) }
        return Self(FileDescriptor(rawValue: try SystemCall.check("listen at", path.string, answer)))
    }

    /// Connects to the socket at `path`; waits while others who have connected there are not accepted yet.
    public static func connect(to path: FilePath) throws(LinuxError) -> StreamSocket {
        let answer = path.withPlatformString { cg_stream_connect($0) }
        return Self(FileDescriptor(rawValue: try SystemCall.check("connect to", path.string, answer)))
    }

    /// Accepts a connection; nil when there is none now.
    public func accept() throws(LinuxError) -> StreamSocket? {
        let answer = cg_packet_accept(descriptor.rawValue)
        // A client that has gone away in the meantime is no error of the listener (accept(2)).
        if [-EAGAIN, -ECONNABORTED, -EINTR].contains(answer) { return nil }
        return Self(FileDescriptor(rawValue: try SystemCall.check("accept a connection", nil, answer)))
    }

    /// The user that the other side had when it connected.
    public func peerUser() throws(LinuxError) -> UInt32 {
        let answer = cg_peer_user(descriptor.rawValue)
        return UInt32(try SystemCall.check("ask for the peer of", "descriptor \(descriptor.rawValue)", answer))
    }

    /// Sends `bytes`, which must not be empty, with descriptors, at most 8, which stay the caller's.
    ///
    /// - Returns: false when there is no room now; nothing was sent then.
    public func send(_ bytes: [UInt8], descriptors: [FileDescriptor] = []) throws(LinuxError) -> Bool {
        let numbers = descriptors.map(\.rawValue)
        let answer = bytes.withUnsafeBytes {
            cg_packet_send(descriptor.rawValue, $0.baseAddress, $0.count, numbers, numbers.count)
        }
        if answer == -EAGAIN { return false }
        try SystemCall.check("send", nil, answer)
        return true
    }

    /// Receives what was sent at once with descriptors, or else what there is; at most `limit` bytes. More than 8
    /// descriptors, or more than this process may have, come as none.
    public func receive(upTo limit: Int) throws(LinuxError) -> Received {
        var answer = 0
        var numbers = [Int32](repeating: -1, count: Int(CG_PACKET_MAX_FDS))
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            answer = cg_packet_receive(descriptor.rawValue, buffer.baseAddress, buffer.count, &numbers, &count)
            filled = max(answer, 0)
        }
        if answer == -Int(EAGAIN) { return .nothing }
        if answer == 0 || answer == -Int(ECONNRESET) { return .end }
        try SystemCall.check("receive", nil, answer)
        return .message(bytes, numbers.prefix(count).map(FileDescriptor.init(rawValue:)))
    }
}
