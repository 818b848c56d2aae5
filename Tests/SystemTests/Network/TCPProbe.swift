import Glibc
import Linux
import Netlink
import SystemPackage

/// TCP connections between network namespaces. A listener's backlog answers for it: nobody has to accept.
final class TCPProbe: Sendable {
    let socket: FileDescriptor

    private init(_ socket: FileDescriptor) { self.socket = socket }

    deinit { socket.closeIgnoringErrors() }

    /// Listens on all addresses of the namespace of `process`; nil: of this one.
    static func listen(in process: PID? = nil) throws -> TCPProbe {
        let probe = try make(in: process)
        try check(Glibc.listen(probe.socket.rawValue, 8))
        return probe
    }

    /// Tries to connect from the namespace of `process`, for at most two seconds: the kernel believes a router's refusal
    /// only when it comes for the second time, a second after the first.
    ///
    /// - Returns: nil when it worked, or why it did not; `EINPROGRESS` when there was no answer at all.
    static func connect(
        from process: PID, as source: IPv4Address? = nil, to address: IPv4Address, port: UInt16
    ) throws -> Errno? {
        let probe = try make(in: process)
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        try check(setsockopt(probe.socket.rawValue, SOL_SOCKET, SO_SNDTIMEO, &limit, size))
        if let source { try withAddress(source, 0) { try check(bind(probe.socket.rawValue, $0, $1)) } }
        let answer = withAddress(address, port) { Glibc.connect(probe.socket.rawValue, $0, $1) }
        return answer == 0 ? nil : Errno(rawValue: errno)
    }

    /// The port that it listens on.
    func port() throws -> UInt16 {
        // Listening gave it one.
        try name(getsockname).port
    }

    /// Where the first connection came from.
    func client() throws -> IPv4Address {
        let connection = accept(socket.rawValue, nil, nil)
        try Self.check(connection)
        let accepted = TCPProbe(FileDescriptor(rawValue: connection))
        return try accepted.name(getpeername).address
    }

    private static func make(in process: PID?) throws -> TCPProbe {
        let namespace =
            if let process { try NetworkNamespace.ofProcess(process) } else { try NetworkNamespace.current() }
        let type = Int32(SOCK_STREAM.rawValue)
        return TCPProbe(try namespace.makeSocket(domain: AF_INET, type: type, protocol: 0))
    }

    private typealias NameCall = (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32

    private func name(_ call: NameCall) throws -> (address: IPv4Address, port: UInt16) {
        var name = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &name) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try Self.check(call(socket.rawValue, $0, &size))
            }
        }
        return (IPv4Address(rawValue: UInt32(bigEndian: name.sin_addr.s_addr)), UInt16(bigEndian: name.sin_port))
    }

    private static func withAddress<Answer>(
        _ address: IPv4Address, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Answer
    ) rethrows -> Answer {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.rawValue.bigEndian
        return try withUnsafePointer(to: &name) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func check(_ answer: Int32) throws {
        if answer < 0 { throw Errno(rawValue: errno) }
    }
}
