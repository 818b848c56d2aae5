import Glibc
import Linux
import SystemPackage

/// The file that a caller finds a process's number in.
enum PIDFileOutput {
    /// Writes the number, without an end of line, as a whole: whoever waits for the file never reads a part of it. It is
    /// written beside, as `.NAME`, which must not be there.
    static func write(_ pid: PID, to path: FilePath) throws(LinuxError) {
        let name = path.lastComponent?.string ?? ""
        let temporary = path.removingLastComponent().appending("." + name)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let number = temporary.withPlatformString { open($0, flags, 0o644) }
        guard number >= 0 else { throw failure("open", temporary) }
        let file = FileDescriptor(rawValue: number)
        defer { file.closeIgnoringErrors() }
        do throws(LinuxError) {
            _ = try file.writeNow(Array("\(pid)".utf8)[...])
            let isThere = temporary.withPlatformString { old in path.withPlatformString { rename(old, $0) == 0 } }
            if !isThere { throw failure("rename", temporary) }
        } catch {
            _ = temporary.withPlatformString { unlink($0) }
            throw error
        }
    }

    private static func failure(_ operation: String, _ path: FilePath) -> LinuxError {
        .failed(operation: operation, subject: path.string, errno: Errno(rawValue: errno))
    }
}
