import Glibc
import JSON
import Logging
import Synchronization

/// Writes one JSON object per line to standard output, in the shape the original's operators grep for.
struct JSONLogHandler: LogHandler {
    /// Lines of different tasks never mix: a line is written by one call under this lock.
    private static let output = Mutex(())

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let source: String

    init(source: String, level: Logger.Level) {
        (self.source, logLevel) = (source, level)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var data = JSONObject()
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { data[key] = .string("\(value)") }
        let line: JSONValue = [
            "timestamp": .string(Timestamp.now()),
            "level": .string(Self.name(of: event.level)),
            "source": .string(source),
            "message": .string("\(event.message)"),
            "data": .object(data),
        ]
        let bytes = line.encoded() + [UInt8(ascii: "\n")]
        Self.output.withLock { _ in Self.write(bytes) }
    }

    /// The original knows four levels.
    private static func name(of level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warn"
        case .error: "error"
        case .critical: "fatal"
        }
    }

    /// A log that nobody can read any more must not stop the server.
    private static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
