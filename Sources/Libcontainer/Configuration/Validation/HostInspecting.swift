public import Cgroups
import Glibc
public import Linux
public import SystemPackage

/// What the rules about configurations ask the host.
public protocol HostInspecting {
    /// The path without links, `.` and `..`, absolute.
    func resolved(_ path: FilePath) throws(LinuxError) -> FilePath
    /// Whether there is something at the path.
    func exists(_ path: FilePath) -> Bool
    /// Whether the network namespace at the path is the caller's own.
    func isOwnNetworkNamespace(_ path: String) throws(LinuxError) -> Bool
    /// Whether cgroups are of version 2 alone.
    func hasUnifiedCgroups() throws(CgroupError) -> Bool
}

/// The host that this program runs on.
public struct LocalHost: HostInspecting {
    /// The host.
    public init() {}

    /// See realpath(3).
    public func resolved(_ path: FilePath) throws(LinuxError) -> FilePath {
        guard let text = path.withPlatformString({ realpath($0, nil) }) else {
            throw .failed(operation: "resolve", subject: path.string, errno: Errno(rawValue: errno))
        }
        defer { free(text) }
        return FilePath(platformString: text)
    }

    /// See lstat(2).
    public func exists(_ path: FilePath) -> Bool { Files.exists(path) }

    /// Compares with the namespace of this thread.
    public func isOwnNetworkNamespace(_ path: String) throws(LinuxError) -> Bool {
        let own = try FileStatus.of("/proc/self/ns/net")
        let other = try FileStatus.of(FilePath(path))
        return own.device == other.device && own.inode == other.inode
    }

    /// Reads what is mounted.
    public func hasUnifiedCgroups() throws(CgroupError) -> Bool { try CgroupLayout.detect().kind == .unified }
}
