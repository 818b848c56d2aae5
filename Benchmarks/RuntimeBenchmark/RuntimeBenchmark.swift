import Glibc
import Linux
import SystemPackage

/// Measures what a container costs by each of three command lines, in turns and so in the same minute on the same
/// machine, because only the ratios are worth keeping.
///
///     RuntimeBenchmark --work FOLDER --programs FOLDER [--rounds N] [--trace yes]
///
/// `ci/bench runtime` and `ci/order` start it, as root, in namespaces of its own, and clean up after it.
@main
enum RuntimeBenchmark {
    static func main() {
        do {
            try measure()
        } catch {
            var text = "RuntimeBenchmark: \(error)\n"
            _ = text.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(1)
        }
    }

    private static func measure() throws {
        let options = try Options(Array(CommandLine.arguments.dropFirst()))
        let names = options.traces ? ["gdn-runc"] : ["gdn-runc", "crun", "runc"]
        // Runtimes leave their containers to whoever started them.
        try Children.adoptOrphans()
        let bundles = Bundles(folder: options.work)
        try bundles.makeImage()
        let runtimes = try names.map { try Runtime($0, options) }
        let costs = try Life(runtimes, bundles, rounds: options.rounds).measure()
        guard !options.traces else { return }
        costs.print()
        try MemoryLimits(runtimes, bundles).measure()
    }
}

/// Why nothing could be measured.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
