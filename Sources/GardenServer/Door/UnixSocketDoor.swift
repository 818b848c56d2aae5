import Glibc

/// A socket bound to a path: made so that nobody can connect who may not, and nothing of others is taken away.
struct UnixSocketDoor: Sendable {
    /// The socket, bound but not listening. It belongs to whoever uses it last.
    let descriptor: CInt
    private let path: String
    private let identity: FileIdentity

    /// Binds a socket to `address`. A socket file that nobody answers at is replaced.
    ///
    /// - Throws: `ServerError`.
    static func open(_ address: UnixSocketAddress) throws -> UnixSocketDoor {
        let name = try SocketName(address.path)
        try clear(name)
        let descriptor = try makeSocket(address.path)
        var isBound = false
        do {
            // The kernel makes the socket file with the socket's own mode, so it is never wider than asked for;
            // what the umask took away is given back afterwards.
            try check(fchmod(descriptor, address.mode), "fchmod", address.path)
            try check(name.withPointer { bind(descriptor, $0, $1) }, "bind", address.path)
            isBound = true
            try check(lchown(address.path, address.owner ?? .max, address.group ?? .max), "chown", address.path)
            try check(chmod(address.path, address.mode), "chmod", address.path)
            guard let identity = FileIdentity(path: address.path) else {
                throw ServerError.system(call: "stat", path: address.path, errno: SystemCall.lastError)
            }
            return UnixSocketDoor(descriptor: descriptor, path: address.path, identity: identity)
        } catch {
            Glibc.close(descriptor)
            if isBound { unlink(address.path) }
            throw error
        }
    }

    /// Removes the socket file, unless another one has taken its place.
    func remove() {
        if FileIdentity(path: path) == identity { unlink(path) }
    }

    /// Makes sure that the path is free.
    private static func clear(_ name: SocketName) throws {
        guard let kind = FileIdentity(path: name.path)?.kind else { return }
        guard kind == S_IFSOCK else { throw ServerError.notASocket(path: name.path) }
        guard try !isAnswered(name) else { throw ServerError.addressInUse(path: name.path) }
        guard unlink(name.path) == 0 || SystemCall.lastError == ENOENT else {
            throw ServerError.system(call: "unlink", path: name.path, errno: SystemCall.lastError)
        }
    }

    /// Whether somebody listens. One who is too busy to accept does; only a refusal proves that nobody is there.
    private static func isAnswered(_ name: SocketName) throws -> Bool {
        let probe = try makeSocket(name.path)
        defer { Glibc.close(probe) }
        if name.withPointer({ connect(probe, $0, $1) }) == 0 { return true }
        return SystemCall.lastError != ECONNREFUSED && SystemCall.lastError != ENOENT
    }

    private static func makeSocket(_ path: String) throws -> CInt {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        try check(descriptor, "socket", path)
        return descriptor
    }

    private static func check(_ result: CInt, _ call: String, _ path: String) throws {
        guard result >= 0 else { throw ServerError.system(call: call, path: path, errno: SystemCall.lastError) }
    }
}

/// Tells one file from another that has its name.
private struct FileIdentity: Equatable {
    let device: UInt
    let inode: UInt
    let kind: UInt32

    /// What is at `path`, a link itself and not what it leads to; nil when there is nothing.
    init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        kind = status.st_mode & S_IFMT
    }
}

/// A path as a socket address (unix(7)).
private struct SocketName {
    let path: String
    private let address: sockaddr_un

    init(_ path: String) throws {
        var address = sockaddr_un()
        let limit = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard path.utf8.count <= limit else { throw ServerError.pathTooLong(path: path, limit: limit) }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        (self.path, self.address) = (path, address)
    }

    func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
