import SystemPackage

/// The kernel's name for the time since it was started.
public enum BootID {
    /// The boot id, a UUID in lower case.
    public static func current() throws(LinuxError) -> String {
        let path = FilePath("/proc/sys/kernel/random/boot_id")
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        return String(text.prefix { $0 != "\n" })
    }
}
