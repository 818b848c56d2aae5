import Glibc
import SystemPackage

/// A unix socket for requests that no client would make.
struct UnixStream {
    private let descriptor: FileDescriptor

    init(connectingTo path: FilePath) throws {
        descriptor = FileDescriptor(rawValue: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            buffer.copyBytes(from: path.string.utf8.prefix(buffer.count - 1))
        }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor.rawValue, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Errno(rawValue: errno) }
    }

    func send(_ text: String) throws {
        _ = try descriptor.writeAll(Array(text.utf8))
    }

    func close() {
        try? descriptor.close()
    }
}
