import SystemPackage

/// The host's memory.
public enum HostMemory {
    /// All of it, in bytes: MemTotal of /proc/meminfo.
    public static func total() throws(LinuxError) -> UInt64 {
        try total(in: Files.read("/proc/meminfo"))
    }

    /// Finds `MemTotal: N kB`.
    static func total(in text: [UInt8]) throws(LinuxError) -> UInt64 {
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.first == "MemTotal:", fields.count == 3, fields[2] == "kB" else { continue }
            if let kibibytes = UInt64(fields[1]), kibibytes <= UInt64.max >> 10 { return kibibytes << 10 }
        }
        throw .malformed(path: "/proc/meminfo", reason: "no MemTotal")
    }
}
