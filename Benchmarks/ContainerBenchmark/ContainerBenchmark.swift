import Glibc
import Linux
import LinuxAsync
import SystemPackage

/// Measures what containers cost: a real server and the bare runtimes in turns, and so in the same minute on the same
/// machine, because only the ratios are worth keeping.
///
///     ContainerBenchmark --work FOLDER --programs FOLDER [--rounds N] [--standing N] [PART...]
///
/// `ci/bench containers` starts it, as root, in namespaces of its own, and cleans up after it whatever happens.
@main
enum ContainerBenchmark {
    static func main() async {
        do {
            try await measure()
        } catch {
            var text = "ContainerBenchmark: \(error)\n"
            _ = text.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(1)
        }
    }

    private static func measure() async throws {
        let options = try Options(Array(CommandLine.arguments.dropFirst()))
        // The bare runtimes leave their containers to whoever started them.
        try Children.adoptOrphans()
        let setting = Setting(options: options, system: try AsyncSystem.start())
        try setting.makeImage()

        for part in options.parts {
            switch part {
            case .life: try await Life(setting).measure()
            case .questions: try await Questions(setting).measure()
            case .crowd: try await Crowd(setting).measure()
            case .burst: try await Burst(setting).measure()
            case .processes: try await Supervisors(setting).measure()
            case .streams: try await Streams(setting).measure()
            case .disk: try await Disk(setting).measure()
            }
        }
    }
}

/// Why nothing could be measured.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
