import Linux
import SystemPackage

/// What a process uses.
struct MemoryUse {
    /// Bytes of memory that it alone has (Private_Clean and Private_Dirty of proc_pid_smaps_rollup(5)).
    let privateBytes: Int
    /// Its open descriptors.
    let descriptors: Int

    init(of pid: Int32) throws {
        let text = String(decoding: try Files.read(FilePath("/proc/\(pid)/smaps_rollup")), as: UTF8.self)
        privateBytes = text.split(separator: "\n").filter { $0.hasPrefix("Private_") }.reduce(0) { sum, line in
            let kibibytes = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            return sum + (kibibytes ?? 0) * 1024
        }
        guard privateBytes > 0 else { throw BenchmarkError("there is no private memory in /proc/\(pid)/smaps_rollup") }
        descriptors = try Files.entries(of: FilePath("/proc/\(pid)/fd")).count
    }
}
