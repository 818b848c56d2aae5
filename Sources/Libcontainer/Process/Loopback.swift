import Glibc
import Linux
import SystemPackage

/// The interface by which a host speaks to itself (netdevice(7)).
enum Loopback {
    /// Brings it up in the network namespace of this process, which is a new one: it has no other interface.
    static func bringUp() throws(LibcontainerError) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure() }
        defer { close(socket) }
        // struct ifreq: a name of 16 bytes, and the flags in the first two of the 24 behind it.
        var request = [UInt8](repeating: 0, count: 40)
        request.replaceSubrange(0..<2, with: "lo".utf8)
        let flags = UInt16(IFF_UP | IFF_RUNNING)
        request[16] = UInt8(truncatingIfNeeded: flags)
        request[17] = UInt8(truncatingIfNeeded: flags >> 8)
        guard ioctl(socket, UInt(SIOCSIFFLAGS), &request) == 0 else { throw failure() }
    }

    private static func failure() -> LibcontainerError {
        .system(.failed(operation: "bring up", subject: "lo", errno: Errno(rawValue: errno)))
    }
}
