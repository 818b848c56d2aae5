import Linux
import SystemPackage

/// The memory of a process, in bytes (proc_pid_smaps_rollup(5)).
struct MemoryUse {
    /// What it has mapped of the machine's.
    var resident = 0.0
    /// The same, with what it shares divided by the number of those who share it.
    var proportional = 0.0
    /// What it alone has.
    var own = 0.0

    /// Nothing.
    init() {}

    init(of pid: PID) throws {
        let text = String(decoding: try Files.read(FilePath("/proc/\(pid)/smaps_rollup")), as: UTF8.self)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 3, let kibibytes = Double(fields[1]) else { continue }
            switch fields[0] {
            case "Rss:": resident += kibibytes * 1024
            case "Pss:": proportional += kibibytes * 1024
            case "Private_Clean:", "Private_Dirty:": own += kibibytes * 1024
            default: break
            }
        }
        guard resident > 0 else { throw BenchmarkError("process \(pid) has no memory") }
    }

    static func + (left: MemoryUse, right: MemoryUse) -> MemoryUse {
        var sum = MemoryUse()
        sum.resident = left.resident + right.resident
        sum.proportional = left.proportional + right.proportional
        sum.own = left.own + right.own
        return sum
    }
}
