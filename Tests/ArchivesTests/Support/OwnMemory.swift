import Glibc
import Linux
import SystemPackage

/// What this very process uses.
enum OwnMemory {
    /// Bytes of resident memory.
    static func resident() throws -> Int {
        let fields = String(decoding: try Files.read("/proc/self/statm"), as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}
