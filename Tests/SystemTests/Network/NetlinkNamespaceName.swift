import Glibc
import SystemPackage

/// What tells namespaces apart.
enum NetlinkNamespaceName {
    /// What the link at `path` says, such as `net:[4026531840]`.
    static func of(_ path: FilePath) throws -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = readlink(path.string, &buffer, buffer.count)
        guard count >= 0 else { throw Errno(rawValue: errno) }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
