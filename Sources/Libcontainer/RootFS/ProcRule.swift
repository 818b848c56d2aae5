import Linux
import SystemPackage

/// What may be mounted over /proc, whose files programs and runtimes trust.
enum ProcRule {
    /// Files that only tell about the host, which file systems such as lxcfs replace.
    private static let replaceable: Set<String> = [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime",
        "/proc/loadavg",
        "/proc/slabinfo", "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled",
    ]

    /// What a mount is, in respect of the rule.
    enum Subject {
        /// A new /proc.
        case newProc
        /// The tree of a bind mount.
        case tree(FileDescriptor)
        /// Anything else.
        case other
    }

    /// Refuses a mount at a place that is /proc or in it, unless it is harmless.
    static func check(_ place: MountPlace, _ subject: Subject) throws(MountRefusal) {
        let location = place.location
        guard location.hasPrefix("/proc"), location == "/proc" || location.utf8.dropFirst(5).first == 0x2F else {
            return
        }
        if location == "/proc" {
            guard isProc(subject) else { throw .notProc(place.path.string) }
        } else if !replaceable.contains(location), !isNetworkDevices(place) {
            throw .insideProc(place.path.string)
        }
    }

    private static func isProc(_ subject: Subject) -> Bool {
        switch subject {
        case .newProc: return true
        case .other: return false
        case .tree(let tree):
            do {
                return try FileSystemKind.of(tree) == .proc && FileStatus.of(tree).inode == 1
            } catch {
                return false
            }
        }
    }

    /// /proc/net/dev, which is in the folder of whatever process looks, and that is the container's first.
    private static func isNetworkDevices(_ place: MountPlace) -> Bool {
        let parts = place.location.split(separator: "/")
        return place.path == "/proc/net/dev" && parts.count == 4 && UInt32(parts[1]) != nil
            && parts[2...] == ["net", "dev"]
    }
}
