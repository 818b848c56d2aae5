import CGuardian
import Glibc
public import SystemPackage

/// A socket of this machine that carries packets with descriptors, in order and without loss (SOCK_SEQPACKET).
///
/// None of its calls waits. Whoever made the value owns `descriptor` and closes it.
public struct SequencedPacketSocket: Sendable, Hashable {
    /// The most bytes in a packet.
    public static let packetLimit = 64 * 1024

    /// What there was to receive.
    public enum Received: Sendable, Hashable {
        /// A packet; its descriptors are close-on-exec and belong to the receiver.
        case packet([UInt8], [FileDescriptor])
        /// Nothing now.
        case nothing
        /// The other side is gone.
        case end
    }

    /// The socket.
    public let descriptor: FileDescriptor

    /// A socket that is already connected or listening.
    public init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// Makes two that are connected to one another.
    public static func pair() throws(LinuxError) -> (SequencedPacketSocket, SequencedPacketSocket) {
        var ends: [Int32] = [-1, -1]
        try SystemCall.check("make a pair of sockets", nil, cg_packet_pair(&ends))
        return (Self(FileDescriptor(rawValue: ends[0])), Self(FileDescriptor(rawValue: ends[1])))
    }

    /// Listens at the file `name` in `directory`, mode 0600; one that is there is replaced. The directory's path may be
    /// of any length.
    public static func listen(_ name: String, in directory: FilePath) throws(LinuxError) -> SequencedPacketSocket {
        try Files.remove(directory.appending(name))
        return try at(name, in: directory, "listen at", cg_packet_listen)
    }

    /// Connects to the file `name` in `directory`.
    public static func connect(to name: String, in directory: FilePath) throws(LinuxError) -> SequencedPacketSocket {
        try at(name, in: directory, "connect to", cg_packet_connect)
    }

    /// A socket's address has room for 107 bytes of path only, hence the way through a descriptor.
    private static func at(
        _ name: String, in directory: FilePath, _ operation: String, _ make: (UnsafePointer<CChar>?) -> Int32
    ) throws(LinuxError) -> SequencedPacketSocket {
        let folder = try Files.openPlace(directory)
        defer { folder.closeIgnoringErrors() }
        let answer = make("/proc/self/fd/\(folder.rawValue)/\(name)")
        return Self(FileDescriptor(rawValue: try SystemCall.check(operation, directory.appending(name).string, answer)))
    }

    /// Accepts a connection; nil when there is none now.
    public func accept() throws(LinuxError) -> SequencedPacketSocket? {
        let answer = cg_packet_accept(descriptor.rawValue)
        // A client that has gone away in the meantime is no error of the listener (accept(2)).
        if [-EAGAIN, -ECONNABORTED, -EINTR].contains(answer) { return nil }
        return Self(FileDescriptor(rawValue: try SystemCall.check("accept a connection", nil, answer)))
    }

    /// The user that the other side had when it connected.
    public func peerUser() throws(LinuxError) -> UInt32 {
        UInt32(
            try SystemCall.check(
                "ask for the peer of", "descriptor \(descriptor.rawValue)", cg_peer_user(descriptor.rawValue)))
    }

    /// Sends a packet; the descriptors stay the caller's.
    ///
    /// - Returns: false when there is no room now; nothing was sent then.
    public func send(_ bytes: [UInt8], descriptors: [FileDescriptor] = []) throws(LinuxError) -> Bool {
        guard !bytes.isEmpty, bytes.count <= Self.packetLimit else {
            throw .unusable("a packet of \(bytes.count) bytes, which must be 1 to \(Self.packetLimit)")
        }
        let numbers = descriptors.map(\.rawValue)
        let answer = bytes.withUnsafeBytes {
            cg_packet_send(descriptor.rawValue, $0.baseAddress, $0.count, numbers, numbers.count)
        }
        if answer == -EAGAIN { return false }
        try SystemCall.check("send a packet", nil, answer)
        return true
    }

    /// Receives a packet. Errno `.messageTooLong`: one was longer than the limit, and is lost.
    public func receive() throws(LinuxError) -> Received {
        var answer = 0
        var numbers = [Int32](repeating: -1, count: Int(CG_PACKET_MAX_FDS))
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.packetLimit) { buffer, filled in
            answer = cg_packet_receive(descriptor.rawValue, buffer.baseAddress, buffer.count, &numbers, &count)
            filled = max(answer, 0)
        }
        if answer == -Int(EAGAIN) { return .nothing }
        if answer == 0 || answer == -Int(ECONNRESET) { return .end }
        try SystemCall.check("receive a packet", nil, answer)
        return .packet(bytes, numbers.prefix(count).map(FileDescriptor.init(rawValue:)))
    }
}
