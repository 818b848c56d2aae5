import Glibc
import Synchronization

/// A folder for sockets that is removed with its contents: when nobody needs it any more, or at the end of the tests.
final class SocketFolder: Sendable {
    private static let made = Mutex<Set<String>>([])
    /// A server that a test's closures hold lives as long as they do.
    private static let removalAtExit: CInt = atexit { for path in made.withLock({ $0 }) { remove(path) } }

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

    deinit {
        for name in ["s", "other"] { remove("\(path)/\(name)") }
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
