import GardenServer
import Glibc
import Linux
import Logging

/// The server under test.
enum BenchmarkServer {
    /// Serves at `socket`, writes one byte when it does, and ends this process when standard input ends.
    static func run(_ socket: String) throws {
        try DescriptorLimit.raise()
        var configuration = ServerConfiguration(address: .unixSocket(UnixSocketAddress(path: socket)))
        // What a call leaves to late readers is not what is measured.
        configuration.streams.retention = .zero
        configuration.giveMemoryBack = FreedMemory.giveBack
        let logger = Logger(label: "bench") { _ in SilentLogHandler() }
        let server = GardenServer(configuration: configuration, backend: BenchmarkBackend(), logger: logger)
        Task {
            do {
                try await server.start()
                _ = write(STDOUT_FILENO, "+", 1)
            } catch {
                let message = "WireBenchmark: \(error)\n"
                _ = write(STDERR_FILENO, message, message.utf8.count)
                exit(1)
            }
        }
        var byte: UInt8 = 0
        while read(STDIN_FILENO, &byte, 1) > 0 {}
        exit(0)
    }
}

/// Keeps metadata as a real handler does, and writes nothing.
private struct SilentLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {}
}
