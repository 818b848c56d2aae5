import CGuardian

/// The number of a device (makedev(3)).
public struct DeviceNumber: Hashable, Sendable, CustomStringConvertible {
    /// Which driver.
    public var major: UInt32
    /// Which of its devices.
    public var minor: UInt32

    /// A number by its parts.
    public init(major: UInt32, minor: UInt32) { (self.major, self.minor) = (major, minor) }

    /// A number as the kernel has it.
    init(kernel: UInt) { (major, minor) = (cg_device_major(kernel), cg_device_minor(kernel)) }

    /// As the kernel has it.
    var kernel: UInt { cg_device(major, minor) }

    /// `1:3`
    public var description: String { "\(major):\(minor)" }
}
