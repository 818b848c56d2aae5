import SystemPackage

/// Where to measure, and how often.
struct Options {
    /// Where bundles and states are.
    let work: FilePath
    /// Where the build put the programs.
    let programs: FilePath
    /// How often each thing is measured.
    let rounds: Int
    /// Whether nothing is measured, and the functions of our runtime are traced instead.
    let traces: Bool

    init(_ words: [String]) throws {
        var values: [String: String] = [:]
        var rest = words[...]
        while let word = rest.popFirst() { values[word] = rest.popFirst() ?? "" }
        guard let work = values["--work"], let programs = values["--programs"] else {
            throw BenchmarkError("--work and --programs are needed: start this by ci/bench runtime")
        }
        (self.work, self.programs) = (FilePath(work), FilePath(programs))
        guard let rounds = Int(values["--rounds"] ?? "30"), (1...1000).contains(rounds) else {
            throw BenchmarkError("--rounds is a number from 1 to 1000")
        }
        self.rounds = rounds
        traces = values["--trace"] == "yes"
    }
}
