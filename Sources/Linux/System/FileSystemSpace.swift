import Glibc
public import SystemPackage

/// The space of a file system, in bytes.
public struct FileSystemSpace: Hashable, Sendable {
    /// All of it.
    public var total: UInt64
    /// What nobody uses, including what is reserved for the host's root.
    public var free: UInt64
    /// What of the free space others than the host's root may use.
    public var available: UInt64

    /// Space on a file system.
    public init(total: UInt64, free: UInt64, available: UInt64) {
        (self.total, self.free, self.available) = (total, free, available)
    }

    /// The space of the file system that `path` is on.
    public static func of(_ path: FilePath) throws(LinuxError) -> FileSystemSpace {
        var status = statvfs()
        try SystemCall.run("measure", path.string) { path.withPlatformString { statvfs($0, &status) } }
        func bytes(_ blocks: fsblkcnt_t) -> UInt64 {
            let (product, overflow) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(status.f_frsize))
            return overflow ? .max : product
        }
        return FileSystemSpace(
            total: bytes(status.f_blocks), free: bytes(status.f_bfree), available: bytes(status.f_bavail))
    }
}
