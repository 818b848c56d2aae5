import Glibc
import JSON
import Libcontainer
import Linux
import SystemPackage

/// Records for whoever called, as logrus writes them: callers of runc read the last one of level `error`.
struct Log {
    enum Format: String {
        case text
        case json
    }

    enum Level: String {
        case debug
        case warning
        case error
    }

    var format = Format.text
    var hasDebug = false
    /// Where records go; nil: to standard error.
    private(set) var file: FileDescriptor?

    /// Appends to a file from now on.
    mutating func open(_ path: FilePath) throws(LinuxError) {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_SYNC | O_CLOEXEC
        let number = path.withPlatformString { Glibc.open($0, flags, 0o644) }
        guard number >= 0 else {
            throw .failed(operation: "open", subject: path.string, errno: Errno(rawValue: errno))
        }
        file = FileDescriptor(rawValue: number)
    }

    /// Writes one record.
    func write(_ level: Level, _ message: String) {
        guard level != .debug || hasDebug else { return }
        Output.write(record(level, message, at: WallClock.now()) + "\n", to: file ?? .standardError)
    }

    /// Writes the record by which a program ends. Who reads only standard error gets the bare message there.
    func writeLast(_ message: String) {
        write(.error, message)
        if file != nil { Output.write(message + "\n", to: .standardError) }
    }

    /// One record without its end of line.
    ///
    /// - Parameter now: nanoseconds since 1970.
    func record(_ level: Level, _ message: String, at now: Int64) -> String {
        let time = Timestamp(nanoseconds: now / 1_000_000_000 * 1_000_000_000).text
        switch format {
        case .text: return "time=\"\(time)\" level=\(level.rawValue) msg=\(GoText.field(message))"
        case .json:
            let record: JSONValue = [
                "level": .string(level.rawValue), "msg": .string(message), "time": .string(time),
            ]
            return String(decoding: record.encoded(), as: UTF8.self)
        }
    }
}
