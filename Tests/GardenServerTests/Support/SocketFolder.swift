import Glibc

/// A folder for sockets that is removed with its contents.
final class SocketFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/guardian-server-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, let path = mkdtemp(base) else {
                preconditionFailure("mkdtemp: \(errno)")
            }
            return String(cString: path)
        }
    }

    deinit { remove() }

    /// Removes it now: closures of a test may keep their server, and with it this, for ever.
    func remove() {
        for name in ["s", "other"] { Glibc.remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// Where a socket may be.
    var socket: String { "\(path)/s" }

    /// The owner of the file at `path`; nil when there is none.
    static func owner(of path: String) -> [UInt32]? {
        var status = stat()
        return lstat(path, &status) == 0 ? [status.st_uid, status.st_gid] : nil
    }

    /// The permission bits of the file at `path`; nil when there is none.
    static func mode(of path: String) -> UInt32? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }
}
