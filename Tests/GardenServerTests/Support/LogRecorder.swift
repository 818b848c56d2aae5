import GuardianTestSupport
import Logging

/// Keeps what was logged, as lines of text.
struct LogRecorder: Sendable {
    let lines = Recorder<String>()

    var handler: any LogHandler { Handler(lines: lines) }

    private struct Handler: LogHandler {
        let lines: Recorder<String>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value)" }
            lines.record((["\(event.level)", "\(event.message)"] + facts).joined(separator: " "))
        }
    }
}
