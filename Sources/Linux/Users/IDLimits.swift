import SystemPackage

/// The ids that exist in the user namespace of this program.
public enum IDLimits {
    /// The highest user id, which is root's in containers: nobody else on a host has it.
    public static func highestUser() throws(LinuxError) -> UInt32 {
        try highest(in: Files.read("/proc/self/uid_map"), path: "/proc/self/uid_map")
    }

    /// The highest group id.
    public static func highestGroup() throws(LinuxError) -> UInt32 {
        try highest(in: Files.read("/proc/self/gid_map"), path: "/proc/self/gid_map")
    }

    /// The highest id that a line of a map covers.
    static func highest(in map: [UInt8], path: String) throws(LinuxError) -> UInt32 {
        let lines = String(decoding: map, as: UTF8.self).split(separator: "\n")
        let ends = lines.compactMap { line -> UInt64? in
            let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
            guard numbers.count == 3, numbers[2] > 0 else { return nil }
            return numbers[0] + numbers[2] - 1
        }
        // The number above is no id: chown(2) takes it for "unchanged".
        guard let end = ends.max() else { throw .malformed(path: path, reason: "it covers no id") }
        return UInt32(clamping: min(end, UInt64(UInt32.max) - 1))
    }
}
