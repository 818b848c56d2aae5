import Glibc
import SystemPackage

/// What /proc says about a process (proc_pid_stat(5)).
public enum ProcessStatus {
    /// When a process was started, in clock ticks since boot: with the pid and the boot id it names a process for good.
    public static func startTime(of pid: PID) throws(LinuxError) -> UInt64 {
        try fields(of: pid).startTime
    }

    /// Whether the process `pid` that was started at `startTime` still runs; one that only waits to be reaped does not.
    public static func isAlive(_ pid: PID, startTime: UInt64) -> Bool {
        do {
            let fields = try fields(of: pid)
            return fields.startTime == startTime && fields.state != UInt8(ascii: "Z")
                && fields.state != UInt8(ascii: "X")
        } catch {
            return false
        }
    }

    /// A process's parent; nil for a process that is gone, or that has its parent in another pid namespace.
    public static func parent(of pid: PID) -> PID? {
        do {
            return try fields(of: pid).parent
        } catch {
            return nil
        }
    }

    /// The inode number of a process's pid namespace.
    public static func pidNamespace(of pid: PID) throws(LinuxError) -> UInt64 {
        let path = "/proc/\(pid)/ns/pid"
        var status = stat()
        try SystemCall.run("look at", path) { stat(path, &status) }
        return UInt64(status.st_ino)
    }

    /// The fields of the line that are used here.
    struct Fields: Hashable {
        let state: UInt8
        let parent: PID?
        let startTime: UInt64
    }

    private static func fields(of pid: PID) throws(LinuxError) -> Fields {
        let path = FilePath("/proc/\(pid)/stat")
        guard let fields = parse(try Files.read(path)) else {
            throw .malformed(path: path.string, reason: "no start time")
        }
        return fields
    }

    /// The program's name stands in brackets and may contain anything, brackets and spaces too.
    static func parse(_ bytes: [UInt8]) -> Fields? {
        guard let bracket = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = bytes[(bracket + 1)...].split(separator: UInt8(ascii: " "))
        // The state is field 3 of the manual page, the parent field 4, and the start time field 22.
        guard fields.count > 19, let state = fields[0].first else { return nil }
        guard let startTime = UInt64(String(decoding: fields[19], as: UTF8.self)) else { return nil }
        let parent = Int32(String(decoding: fields[1], as: UTF8.self)).flatMap(PID.init(rawValue:))
        return Fields(state: state, parent: parent, startTime: startTime)
    }
}
