import CGuardian
import Glibc
public import SystemPackage

/// A device, or a pipe, as a name in a folder (mknod(2)).
public struct DeviceNode: Hashable, Sendable {
    /// A character or block device, or a pipe.
    public var type: FileType
    /// Which device; without meaning for a pipe.
    public var device: DeviceNumber
    /// Exactly these permission bits.
    public var mode: FilePermissions
    /// Exactly this owner.
    public var owner: FileOwner

    /// A node.
    public init(_ type: FileType, _ device: DeviceNumber, mode: FilePermissions, owner: FileOwner) {
        (self.type, self.device, self.mode, self.owner) = (type, device, mode, owner)
    }

    /// Makes it as `name`, one part of a path, in a folder. Needs CAP_MKNOD in the first user namespace for devices, errno
    /// `.notPermitted` otherwise. Errno `.fileExists`: something has that name; `.staleNFSFileHandle` (ESTALE): somebody
    /// put something else in its place.
    ///
    /// - Returns: a close-on-exec descriptor of the place (O_PATH), owned by the caller.
    public func make(_ name: String, in folder: FileDescriptor) throws(LinuxError) -> FileDescriptor {
        let answer = cg_make_node(
            folder.rawValue, name, type.rawValue | mode.rawValue, type == .pipe ? 0 : device.kernel, owner.user,
            owner.group)
        return FileDescriptor(rawValue: try SystemCall.check("make device", name, answer))
    }

    /// Whether a file is this device; its mode and owner do not matter.
    public func isBehind(_ file: FileDescriptor) throws(LinuxError) -> Bool {
        let status = try FileStatus.of(file)
        return status.type == type && (type == .pipe || status.represented == device)
    }

    /// Opens /dev/null as a place, after making sure that it is that: what a container puts in its place would otherwise
    /// be mounted over what is to be hidden (CVE-2025-31133). Close-on-exec, the caller's.
    ///
    /// - Throws: `LinuxError.malformed` when it is anything else than the character device 1:3.
    public static func openNull(_ path: FilePath = "/dev/null") throws(LinuxError) -> FileDescriptor {
        let file = try Files.open(path, Int32(CG_O_PATH) | O_NOFOLLOW)
        do throws(LinuxError) {
            let status = try FileStatus.of(file)
            guard status.type == .characterDevice, status.represented == DeviceNumber(major: 1, minor: 3) else {
                throw .malformed(path: path.string, reason: "it is not the device 1:3")
            }
            return file
        } catch {
            file.closeIgnoringErrors()
            throw error
        }
    }
}
