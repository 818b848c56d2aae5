import CGuardian
import Glibc
public import SystemPackage

/// How a path is followed from a folder (openat2(2), RESOLVE_…; Linux 5.6).
public struct Resolution: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt64
    /// Bits of the kernel.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Errno `.improperLink` (EXDEV) where a mount begins.
    public static let noMounts = Resolution(rawValue: UInt64(CG_RESOLVE_NO_XDEV))
    /// Errno `.tooManySymbolicLinkLevels` (ELOOP) at a link of /proc that leads to an open file.
    public static let noMagicLinks = Resolution(rawValue: UInt64(CG_RESOLVE_NO_MAGICLINKS))
    /// Errno `.tooManySymbolicLinkLevels` (ELOOP) at any link.
    public static let noLinks = Resolution(rawValue: UInt64(CG_RESOLVE_NO_SYMLINKS))
    /// Errno `.improperLink` (EXDEV) where it leads out of the folder.
    public static let beneath = Resolution(rawValue: UInt64(CG_RESOLVE_BENEATH))
    /// The folder is the root: what would lead out of it stays there.
    public static let inRoot = Resolution(rawValue: UInt64(CG_RESOLVE_IN_ROOT))

    /// Opens what a path leads to.
    ///
    /// - Parameter flags: of open(2); O_CLOEXEC is added.
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    public func open(
        _ path: FilePath, from folder: FileDescriptor, flags: Int32, mode: FilePermissions = []
    ) throws(LinuxError) -> FileDescriptor {
        let answer = path.withPlatformString { cg_resolve(folder.rawValue, $0, flags, mode.rawValue, rawValue) }
        return FileDescriptor(rawValue: try SystemCall.check("open", path.string, answer))
    }

    /// Opens what a path leads to as a place only (O_PATH), which acts on nothing: device, pipe or link.
    ///
    /// - Parameter followsLast: whether a link at the end is followed; else the descriptor is of the link.
    public func openPlace(
        _ path: FilePath, from folder: FileDescriptor, followsLast: Bool = true
    ) throws(LinuxError) -> FileDescriptor {
        let flags = Int32(CG_O_PATH) | (followsLast ? 0 : O_NOFOLLOW)
        return try open(path, from: folder, flags: flags)
    }
}
