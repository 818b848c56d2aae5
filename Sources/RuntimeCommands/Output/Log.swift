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

    /// Where in the program a record was made: told to those who look for its faults.
    struct Caller {
        let function: String
        let file: String
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
    func write(
        _ level: Level, _ message: String, function: String = #function, file: String = #fileID, line: Int = #line
    ) {
        guard level != .debug || hasDebug else { return }
        let caller = hasDebug ? Caller(function: function, file: "\(file):\(line)") : nil
        Output.write(record(level, message, at: WallClock.now(), by: caller) + "\n", to: self.file ?? .standardError)
    }

    /// Writes the record by which a program ends. Who reads only standard error gets the bare message there.
    func writeLast(
        _ message: String, function: String = #function, file: String = #fileID, line: Int = #line
    ) {
        write(.error, message, function: function, file: file, line: line)
        if self.file != nil { Output.write(message + "\n", to: .standardError) }
    }

    /// One record without its end of line.
    ///
    /// - Parameter now: nanoseconds since 1970.
    func record(_ level: Level, _ message: String, at now: Int64, by caller: Caller? = nil) -> String {
        let time = Timestamp(nanoseconds: now / 1_000_000_000 * 1_000_000_000).text
        switch format {
        case .text:
            let record = "time=\"\(time)\" level=\(level.rawValue) msg=\(GoText.field(message))"
            guard let caller else { return record }
            return record + " func=\(GoText.quoted(caller.function)) file=\(GoText.quoted(caller.file))"
        case .json:
            var record = JSONObject()
            if let caller {
                record["file"] = .string(caller.file)
                record["func"] = .string(caller.function)
            }
            record["level"] = .string(level.rawValue)
            record["msg"] = .string(message)
            record["time"] = .string(time)
            return String(decoding: JSONValue.object(record).encoded(), as: UTF8.self)
        }
    }
}
