import CGuardian
import Glibc
public import SystemPackage

/// A socket of this machine that carries datagrams, and descriptors beside them (unix(7), SOCK_DGRAM).
///
/// None of its calls waits. Whoever made the value owns `descriptor` and closes it.
public struct DatagramSocket: Sendable, Hashable {
    /// The socket.
    public let descriptor: FileDescriptor

    /// Receives what is sent to the file `name` in `directory`, whose path may be of any length.
    ///
    /// - Parameter mode: who may send.
    /// - Throws: errno `.addressInUse` when something is there.
    public static func receive(
        at name: String, in directory: FilePath, mode: FilePermissions
    ) throws(LinuxError) -> DatagramSocket {
        // A socket's address has room for 107 bytes of path only, hence the way through a descriptor.
        let folder = try Files.openPlace(directory)
        defer { folder.closeIgnoringErrors() }
        let answer = cg_datagram_bind("/proc/self/fd/\(folder.rawValue)/\(name)")
        let path = directory.appending(name)
        let socket = FileDescriptor(rawValue: try SystemCall.check("listen at", path.string, answer))
        do throws(LinuxError) {
            try Files.setMode(mode, of: path)
        } catch {
            socket.closeIgnoringErrors()
            throw error
        }
        return DatagramSocket(descriptor: socket)
    }

    /// Sends to the socket of that name: a path, or `@` and a name without a file.
    public static func send(to name: String) throws(LinuxError) -> DatagramSocket {
        let answer = cg_datagram_connect(name)
        return DatagramSocket(descriptor: FileDescriptor(rawValue: try SystemCall.check("connect to", name, answer)))
    }

    /// Sends one datagram with descriptors, at most 8, which stay the caller's.
    ///
    /// - Returns: false when the other side has no room now; nothing was sent then.
    public func send(_ bytes: [UInt8], descriptors: [FileDescriptor] = []) throws(LinuxError) -> Bool {
        let numbers = descriptors.map(\.rawValue)
        let answer = bytes.withUnsafeBytes {
            cg_packet_send(descriptor.rawValue, $0.baseAddress, $0.count, numbers, numbers.count)
        }
        if answer == -EAGAIN { return false }
        try SystemCall.check("send", nil, answer)
        return true
    }

    /// Receives one datagram, of which what is beyond `limit` bytes is lost; nil: there is none now. Descriptors that
    /// came with it are closed.
    public func receive(upTo limit: Int) throws(LinuxError) -> [UInt8]? {
        var answer = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            repeat {
                answer = recv(descriptor.rawValue, buffer.baseAddress, limit, Int32(MSG_DONTWAIT))
            } while answer < 0 && errno == EINTR
            count = max(answer, 0)
        }
        if answer >= 0 { return bytes }
        let number = errno
        if number == EAGAIN { return nil }
        throw .failed(operation: "receive", subject: nil, errno: Errno(rawValue: number))
    }
}
