import Glibc
import Linux

/// Measures what the Garden server itself costs: nothing of containers, only connections, calls and bytes.
///
///     WireBenchmark [PART...]      measures, and prints tables: idle, ping, throughput; all by default
///     WireBenchmark serve SOCKET   is the server under test, in a process of its own
///     WireBenchmark pour BYTES     writes so many bytes to standard output, for comparison
@main
enum WireBenchmark {
    private enum Part: String, CaseIterable {
        case idle, ping, throughput
    }

    /// As many streams as a busy host has.
    private static let streams = 4000

    static func main() throws {
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.dropFirst().first) {
        case ("serve", let socket?): try BenchmarkServer.run(socket)
        case ("pour", let count?): PipeReference.pour(Int(count) ?? 0)
        default: try measure(arguments.isEmpty ? Part.allCases : arguments.map(part))
        }
    }

    private static func part(_ name: String) throws -> Part {
        guard let part = Part(rawValue: name) else {
            throw BenchmarkError("there is nothing to measure called \(name)")
        }
        return part
    }

    private static func measure(_ parts: [Part]) throws {
        try DescriptorLimit.raise()
        for part in parts {
            switch part {
            case .idle:
                for kind in IdleStreams.Kind.allCases {
                    try ServerUnderTest.running { try IdleStreams(kind: kind, count: streams).measure($0) }
                }
            case .ping: try ServerUnderTest.running { try PingRate.measure($0) }
            case .throughput: try ServerUnderTest.running { try StreamThroughput.measure($0) }
            }
        }
    }
}

/// Why nothing could be measured.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// What the last system call on this thread complained about.
    init(call: String) { description = "\(call): \(String(cString: strerror(errno)))" }
}
