/// The name a runtime knows a container by.
///
/// Only a name that every runc-compatible runtime takes can be made: 1 to 200 of `A`–`Z`, `a`–`z`, `0`–`9`, `_`, `+`,
/// `-` and `.`, not `.` or `..`, and no `-` in front, which a command line would take for an option.
/// (runc's own rule is `^[\w+-\.]+$`; crun checks nothing.)
public struct ContainerID: Hashable, Sendable {
    /// NAME_MAX is 255; the rest is room for what a runtime puts around the name of a folder.
    public static let longest = 200

    /// The name itself.
    public let value: String

    /// Takes `value` as it is.
    ///
    /// - Throws: `RuncCommandError.invalidContainerID` when a runtime would not take it.
    public init(_ value: String) throws(RuncCommandError) {
        guard Self.isValid(value) else { throw .invalidContainerID(value) }
        self.value = value
    }

    /// The id for `handle`: two different handles never have the same one.
    ///
    /// It is the handle itself where that can be, `+.` with the odd bytes as `+HH` where it cannot, and `+-` with the
    /// handle's SHA-256 where that would be too long. It never equals the name of a file that the kernel puts into
    /// a cgroup, beside which the runtime makes a folder of this name.
    public init(escaping handle: String) {
        if Self.isValid(handle), handle.utf8.first != Self.escape, !Self.isControlFile(handle) {
            value = handle
            return
        }
        let escaped = "+." + Self.escaped(handle)
        value = escaped.utf8.count <= Self.longest ? escaped : "+-" + SHA256.hexDigest(of: Array(handle.utf8))
    }

    private static let escape = UInt8(ascii: "+")

    private static func isValid(_ name: String) -> Bool {
        let bytes = name.utf8
        guard (1...longest).contains(bytes.count), bytes.first != UInt8(ascii: "-") else { return false }
        return name != "." && name != ".." && bytes.allSatisfy { isPlain($0) || $0 == escape }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func escaped(_ handle: String) -> String {
        var result: [UInt8] = []
        for byte in handle.utf8 {
            if isPlain(byte) {
                result.append(byte)
            } else {
                result.append(escape)
                result.append(contentsOf: Hexadecimal.digits(of: byte))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether the kernel may have a file of this name in a cgroup: `tasks`, or `<controller>.<anything>`
    /// (cgroups(7); the list is that of include/linux/cgroup_subsys.h).
    private static func isControlFile(_ name: String) -> Bool {
        if ["tasks", "notify_on_release", "release_agent"].contains(name) { return true }
        guard let dot = name.firstIndex(of: ".") else { return false }
        return controllers.contains(String(name[..<dot]))
    }

    private static let controllers: Set<String> = [
        "blkio", "cgroup", "cpu", "cpuacct", "cpuset", "debug", "devices", "dmem", "freezer", "hugetlb", "io", "irq",
        "memory", "misc", "net_cls", "net_prio", "perf_event", "pids", "rdma",
    ]
}

extension ContainerID: CustomStringConvertible {
    /// The name itself.
    public var description: String { value }
}
