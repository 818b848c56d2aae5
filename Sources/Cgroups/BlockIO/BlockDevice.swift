import Linux
public import SystemPackage

/// A block device by its numbers.
public struct BlockDevice: Sendable, Hashable {
    /// The driver's number.
    public var major: UInt32
    /// The device's number there.
    public var minor: UInt32

    /// A device.
    public init(major: UInt32, minor: UInt32) { (self.major, self.minor) = (major, minor) }

    /// `major:minor`, as the kernel writes it.
    init?(_ text: some StringProtocol) {
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false)
        guard numbers.count == 2, let major = UInt32(numbers[0]), let minor = UInt32(numbers[1]) else { return nil }
        self.init(major: major, minor: minor)
    }

    /// The devices that hold data of their own: no loop, RAM or mapped devices, whose I/O ends up in another one. Sorted.
    ///
    /// - Parameter folder: /sys/block, where whole devices are, and no partitions.
    public static func real(in folder: FilePath = "/sys/block") throws(CgroupError) -> [BlockDevice] {
        let names: [String]
        do {
            names = try Files.entries(of: folder)
        } catch {
            throw .system(error)
        }
        var devices: [BlockDevice] = []
        for name in names where !["loop", "ram", "dm-"].contains(where: name.hasPrefix) {
            // A device may be unplugged at any time.
            guard let text = try ControlFile(path: folder.appending(name).appending("dev")).textIfThere() else {
                continue
            }
            if let device = BlockDevice(text), device.major != 0 || device.minor != 0 { devices.append(device) }
        }
        return devices.sorted { ($0.major, $0.minor) < ($1.major, $1.minor) }
    }
}

extension BlockDevice: CustomStringConvertible {
    /// `major:minor`.
    public var description: String { "\(major):\(minor)" }
}
