public import SystemPackage

/// AppArmor, which not every kernel has (Documentation/admin-guide/LSM/apparmor.rst).
public enum AppArmor {
    /// Whether the kernel has it, and it was not switched off when it started.
    public static func isEnabled(
        parameter: FilePath = "/sys/module/apparmor/parameters/enabled"
    ) throws(LinuxError) -> Bool {
        guard Files.exists(parameter) else { return false }
        return try Files.read(parameter).first == UInt8(ascii: "Y")
    }
}
