import CGuardian
import Glibc
public import SystemPackage

/// Devices that are always at their end, and take everything (null(4)).
public enum NullDevice {
    /// Opens one for reading and writing that nobody else has, close-on-exec and owned by the caller: whoever becomes
    /// the owner of the file behind it, as a container's root may, has no power over the host's /dev/null.
    ///
    /// Its node is made in `folder`, or in /dev where `folder` is on a file system without devices, and is gone when
    /// this returns. A process that may not make nodes gets the host's own: without rights over devices neither it nor a
    /// program that it starts can give that away.
    public static func make(in folder: FilePath) throws(LinuxError) -> FileDescriptor {
        let name = ".guardian-null-" + RandomUUID.make()
        var refusal: LinuxError?
        for place in [folder, "/dev"] {
            do {
                return try make(at: place.appending(name))
            } catch {
                if error.errno == .notPermitted { return try Files.open("/dev/null", O_RDWR) }
                refusal = refusal ?? error
            }
        }
        throw refusal ?? .unusable("no place for a null device")
    }

    private static func make(at path: FilePath) throws(LinuxError) -> FileDescriptor {
        try SystemCall.check("make device", path.string, path.withPlatformString { cg_make_null($0) })
        defer { _ = path.withPlatformString { unlink($0) } }
        let device = try Files.open(path, O_RDWR)
        // The umask took away what those need who open it once more by /proc/self/fd.
        _ = fchmod(device.rawValue, 0o666)
        return device
    }
}
