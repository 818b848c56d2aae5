import SystemPackage

/// What to measure, and where.
struct Options {
    /// A part of the measurements.
    enum Part: String, CaseIterable {
        /// Making containers, running processes and destroying, against the bare runtimes.
        case life
        /// Questions about containers.
        case questions
        /// Making one among many.
        case crowd
        /// Many at once.
        case burst
        /// The memory of trackers and inits.
        case processes
        /// Files in and out.
        case streams
        /// What a depot on a disk adds.
        case disk
    }

    /// With `memory`, where a tmpfs is mounted, and `disk` in it.
    var work: FilePath
    /// Where the build put `gdn`.
    var programs: FilePath
    /// How often each thing is measured.
    var rounds = 10
    /// How many containers there are when there are many.
    var standing = 100
    var parts: [Part] = Part.allCases

    init(_ words: [String]) throws {
        var values: [String: String] = [:]
        var names: [String] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if word.hasPrefix("--") { values[word] = rest.popFirst() ?? "" } else { names.append(word) }
        }
        guard let work = values.removeValue(forKey: "--work"), let programs = values.removeValue(forKey: "--programs")
        else { throw BenchmarkError("--work and --programs are needed: start this by ci/bench containers") }
        (self.work, self.programs) = (FilePath(work), FilePath(programs))
        rounds = try Self.count(values.removeValue(forKey: "--rounds"), or: rounds)
        standing = try Self.count(values.removeValue(forKey: "--standing"), or: standing)
        if let unknown = values.keys.first { throw BenchmarkError("there is no option \(unknown)") }
        if !names.isEmpty { parts = try names.map(Self.part) }
    }

    private static func count(_ text: String?, or standard: Int) throws -> Int {
        guard let text else { return standard }
        guard let number = Int(text), (1...1000).contains(number) else {
            throw BenchmarkError("'\(text)' is no number from 1 to 1000")
        }
        return number
    }

    private static func part(_ name: String) throws -> Part {
        guard let part = Part(rawValue: name) else {
            throw BenchmarkError("there is nothing to measure called \(name)")
        }
        return part
    }
}
