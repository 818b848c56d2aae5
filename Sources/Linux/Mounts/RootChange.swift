import CGuardian
import Glibc
public import SystemPackage

/// Root folders. For programs with one thread: all of a process's threads have the same, and others must not look at
/// paths meanwhile.
public enum RootChange {
    /// Makes the folder behind a descriptor the working folder (fchdir(2)).
    public static func enter(_ folder: FileDescriptor) throws(LinuxError) {
        try SystemCall.run("enter", "descriptor \(folder.rawValue)") { fchdir(folder.rawValue) }
    }

    /// Makes the working folder, the top of a mount, the root of the mount namespace and of all its processes, and takes
    /// the old root off (pivot_root(2), `pivot_root(".", ".")`). Propagation of what is taken off must not reach others:
    /// make it private or slave before.
    ///
    /// Errno `.invalidArgument`: no mount's top, a shared mount, or the root is the initial ramfs.
    public static func pivot() throws(LinuxError) {
        try SystemCall.check("pivot root to", "the working folder", cg_pivot_here())
        // The old root is on top of the new one now, and "." of the new one.
        try Mounts.unmountTop(".", .detach)
        try Files.enter("/")
    }

    /// Moves the mount of the working folder over the root and makes it the root folder, for where `pivot` cannot work;
    /// the old root's mounts stay, out of sight.
    public static func move() throws(LinuxError) {
        try Mounts.mount(MountRequest(source: ".", flags: .move), at: "/")
        try change()
    }

    /// Makes the working folder the root folder of this process (chroot(2)).
    public static func change() throws(LinuxError) {
        try SystemCall.check("change root to", "the working folder", cg_chroot_here())
        try Files.enter("/")
    }
}
