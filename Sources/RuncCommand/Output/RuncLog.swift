import JSON

/// What a runtime says in its log: a message a line, as JSON (`--log-format json`) or as runc's text,
/// `time="…" level=error msg="…"`, which it also writes to standard error when it has no log.
public enum RuncLog {
    /// One message.
    public struct Entry: Sendable, Hashable {
        /// `debug`, `info`, `warning`, `error` or `fatal`.
        public var level: String
        /// The text, without white space at its end.
        public var message: String
    }

    /// The messages in `log`, oldest first, in either format. Lines that are no messages, such as one that is not
    /// complete yet, are left out: whatever a runtime writes, the messages that can be read are worth having.
    public static func entries(in log: [UInt8]) -> [Entry] {
        RuntimeText.lines(log).compactMap(entry)
    }

    /// The text of the last message that says why the runtime failed: the last of level `error` or worse, of several one
    /// that has a reason in it.
    public static func lastError(in log: [UInt8]) -> String? {
        let severe: Set<String> = ["error", "fatal", "panic"]
        let messages = entries(in: log).filter { severe.contains($0.level) }.map(\.message)
        return messages.last { !RuntimeDialect.isWithoutReason($0) } ?? messages.last
    }

    /// Why a call failed, in one text: the log's last error, or what is on standard error when the log has none
    /// (crun finds some faults before it opens its log), there too the last error if it has the form of a log; empty when
    /// the runtime said nothing.
    public static func failureMessage(log: [UInt8], standardError: [UInt8]) -> String {
        lastError(in: log) ?? lastError(in: standardError)
            ?? RuntimeText.trimmed(String(decoding: standardError, as: UTF8.self))
    }

    private static func entry(in line: ArraySlice<UInt8>) -> Entry? {
        line.first == UInt8(ascii: "{") ? jsonEntry(in: line) : textEntry(in: line)
    }

    private static func jsonEntry(in line: ArraySlice<UInt8>) -> Entry? {
        do {
            let value = try JSONValue(parsing: Array(line))
            guard let level = value["level"]?.string, let message = value["msg"]?.string else { return nil }
            return Entry(level: level, message: RuntimeText.trimmed(message))
        } catch {
            return nil
        }
    }

    private static func textEntry(in line: ArraySlice<UInt8>) -> Entry? {
        guard let fields = LogLine.fields(in: line), let level = fields["level"], let message = fields["msg"] else {
            return nil
        }
        return Entry(level: level, message: RuntimeText.trimmed(message))
    }
}
