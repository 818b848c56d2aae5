import Glibc
import Linux
import SystemPackage

extension ControlFile {
    /// Waits until the numbers of a file that tells of its changes (poll(2), POLLPRI) are as `condition` wants them.
    ///
    /// - Returns: false when `deadline` came first.
    func wait(
        until deadline: Deadline, _ condition: ([String: UInt64]) -> Bool
    ) throws(CgroupError) -> Bool {
        let number = path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC) }
        guard number >= 0 else {
            throw .system(.failed(operation: "open", subject: path.string, errno: Errno(rawValue: errno)))
        }
        defer { close(number) }
        while true {
            // Reading arms the notification, so it is read from the descriptor that waits.
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = pread(number, &bytes, bytes.count, 0)
            guard count >= 0 else {
                throw .system(.failed(operation: "read", subject: path.string, errno: Errno(rawValue: errno)))
            }
            if condition(Self.numbers(in: bytes.prefix(count))) { return true }
            let milliseconds = deadline.milliseconds
            guard milliseconds > 0 else { return false }
            var watched = pollfd(fd: number, events: Int16(POLLPRI), revents: 0)
            poll(&watched, 1, milliseconds)
        }
    }
}
