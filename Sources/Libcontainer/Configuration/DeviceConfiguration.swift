public import Linux
import OCI

/// A device node of a container, and what is in force for it.
public struct DeviceConfiguration: Sendable, Hashable {
    /// What a node can be.
    public enum Kind: String, Sendable, Hashable {
        /// A character device.
        case character = "c"
        /// A block device.
        case block = "b"
        /// A named pipe.
        case pipe = "p"
    }

    /// Where it is, inside the root.
    public var path: String
    /// What it is.
    public var kind: Kind
    /// The major number.
    public var major: Int64
    /// The minor number.
    public var minor: Int64
    /// The permission bits; the umask does not touch them.
    public var mode: UInt32
    /// Whose it is, in the host's ids: with a user namespace always the container's root.
    public var owner: FileOwner

    /// A node of root.
    public init(_ path: String, _ kind: Kind, major: Int64, minor: Int64, mode: UInt32 = 0o666) {
        (self.path, self.kind, self.major, self.minor, self.mode) = (path, kind, major, minor, mode)
        owner = .root
    }

    /// Every container has them, unless it lists one of its own at the same path.
    public static let defaults = [
        DeviceConfiguration("/dev/null", .character, major: 1, minor: 3),
        DeviceConfiguration("/dev/random", .character, major: 1, minor: 8),
        DeviceConfiguration("/dev/full", .character, major: 1, minor: 7),
        DeviceConfiguration("/dev/tty", .character, major: 5, minor: 0),
        DeviceConfiguration("/dev/zero", .character, major: 1, minor: 5),
        DeviceConfiguration("/dev/urandom", .character, major: 1, minor: 9),
    ]
}

extension DeviceConfiguration {
    /// The node that the specification's entry describes.
    init(_ device: OCIDevice) throws(ConfigurationFault) {
        let kind: Kind
        switch device.type {
        case "c", "u": kind = .character
        case "b": kind = .block
        case "p": kind = .pipe
        default: throw .deviceType(device.type)
        }
        try device.path.checkNoNUL("linux.devices.path")
        self.init(device.path, kind, major: device.major, minor: device.minor)
        // Callers give the file's type along with the permissions.
        if let mode = device.fileMode { self.mode = mode & 0o7777 }
        owner = FileOwner(user: device.uid ?? 0, group: device.gid ?? 0)
    }

    /// The rule that lets a container use the node in every way.
    var rule: OCIDeviceRule { OCIDeviceRule(allow: true, type: kind.rawValue, major: major, minor: minor) }
}

/// Rules that come after those of the document, so that nobody can do without them, as with runc.
enum DefaultDeviceRules {
    /// Nodes of any device can be made, though not opened.
    static let makingNodes = [
        OCIDeviceRule(allow: true, type: "c", access: "m"), OCIDeviceRule(allow: true, type: "b", access: "m"),
    ]

    /// Terminals, /dev/ptmx, and /dev/net/tun, which old callers take for granted.
    static let terminals = [
        OCIDeviceRule(allow: true, type: "c", major: 136), OCIDeviceRule(allow: true, type: "c", major: 5, minor: 2),
        OCIDeviceRule(allow: true, type: "c", major: 10, minor: 200),
    ]

    /// All of them.
    static func all(_ nodes: [DeviceConfiguration]) -> [OCIDeviceRule] { makingNodes + nodes.map(\.rule) + terminals }
}
