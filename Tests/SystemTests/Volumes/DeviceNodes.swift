import Glibc
import Linux
import SystemPackage

/// Device nodes, which only tests make.
enum DeviceNodes {
    /// Makes another /dev/null, for everybody.
    static func makeNull(at path: FilePath) throws {
        guard mknod(path.string, S_IFCHR | 0o600, 0x103) == 0 else { throw Errno(rawValue: errno) }
        try Files.setMode(FilePermissions(rawValue: 0o666), of: path)
    }
}
