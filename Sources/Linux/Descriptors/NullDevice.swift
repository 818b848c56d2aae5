import CGuardian
import Glibc
public import SystemPackage

/// Devices that are always at their end, and take everything (null(4)).
public enum NullDevice {
    /// Opens one for reading and writing that nobody else has, close-on-exec and owned by the caller: whoever becomes
    /// the owner of the file behind it, as a container's root may, has no power over the host's /dev/null.
    ///
    /// Its node is made in `folder`, or in /dev where `folder` is on a file system without devices, and is gone when
    /// this returns. A process that can make no nodes gets the host's own, if it cannot give that away: then no program
    /// that it starts can.
    ///
    /// - Throws: why no node can be made in `folder`, when the host's own would be in danger.
    public static func make(in folder: FilePath) throws(LinuxError) -> FileDescriptor {
        let name = ".guardian-null-" + RandomUUID.make()
        do {
            return try make(at: folder.appending(name))
        } catch let refusal {
            do {
                return try make(at: FilePath("/dev").appending(name))
            } catch {
                if let device = try openSafely("/dev/null") { return device }
                throw refusal
            }
        }
    }

    /// Opens the host's where a standard stream of this process is closed, so that nothing else gets its number.
    public static func fillStandardStreams() throws(LinuxError) {
        for number in 0..<3 as Range<Int32> where !FileDescriptor(rawValue: number).isOpen {
            try SystemCall.run("open", "/dev/null") { open("/dev/null", O_RDWR) }
        }
    }

    private static func make(at path: FilePath) throws(LinuxError) -> FileDescriptor {
        try SystemCall.check("make device", path.string, path.withPlatformString { cg_make_null($0) })
        defer { _ = path.withPlatformString { unlink($0) } }
        let device = try Files.open(path, O_RDWR)
        // The umask took away what those need who open it once more by /proc/self/fd.
        _ = fchmod(device.rawValue, 0o666)
        return device
    }

    /// Nil when this process has the right to change the owner; it is asked by a change that changes nothing.
    private static func openSafely(_ path: FilePath) throws(LinuxError) -> FileDescriptor? {
        let device = try Files.open(path, O_RDWR)
        do {
            let owner = try FileStatus.of(device).owner
            if fchown(device.rawValue, owner.user, owner.group) != 0 { return device }
        } catch {
            device.closeIgnoringErrors()
            throw error
        }
        device.closeIgnoringErrors()
        return nil
    }
}
