import Linux
import SystemPackage

/// Every command, by every runtime in turns.
struct Life {
    private let runtimes: [Runtime]
    private let bundles: Bundles
    private let rounds: Int

    init(_ runtimes: [Runtime], _ bundles: Bundles, rounds: Int) {
        (self.runtimes, self.bundles, self.rounds) = (runtimes, bundles, rounds)
    }

    func measure() throws -> CostTable {
        var table = CostTable(runtimes: runtimes.map(\.name), rounds: rounds)
        // The first round is for warming up: programs come from the disk, filters are compiled.
        for round in 0...rounds {
            let order = runtimes.indices.map { runtimes[($0 + round) % runtimes.count] }
            for kind in Bundles.Kind.allCases {
                for runtime in order {
                    let id = "\(runtime.name)-\(round)"
                    let bundle = try bundles.make(kind, for: id, ["/bin/true"])
                    let cost = try runtime.call("run", "--bundle", bundle, id)
                    if round > 0 { table.add(cost, "run, \(kind.rawValue)", runtime.name) }
                }
            }
            for runtime in order {
                let costs = try live("\(runtime.name)-\(round)", runtime)
                if round > 0 { for (name, cost) in costs { table.add(cost, name, runtime.name) } }
            }
        }
        return table
    }

    /// A container with everything, from its beginning to its end.
    private func live(_ id: String, _ runtime: Runtime) throws -> [(String, Cost)] {
        let bundle = try bundles.make(.full, for: id, ["/bin/sleep", "1000"])
        let create = try runtime.call("create", "--bundle", bundle, "--pid-file", runtime.pidFile.string, id)
        let pidfd = try PIDDescriptor.open(try PIDFile.read(runtime.pidFile))
        defer { pidfd.closeIgnoringErrors() }
        let start = try runtime.call("start", id)
        var costs = [("create", create), ("start", start), ("create and start", create + start)]
        costs.append(("exec", try runtime.call("exec", id, "/bin/true")))
        costs.append(("exec -d", try detach(id, runtime)))
        costs.append(("state", try runtime.call("state", id)))
        costs.append(("kill", try runtime.call("kill", id, "KILL")))
        // It cannot be deleted before it has ended.
        try Self.reap(pidfd)
        costs.append(("delete", try runtime.call("delete", id)))
        return costs
    }

    /// The process is this program's when the runtime has ended, and the container cannot end before it is reaped.
    private func detach(_ id: String, _ runtime: Runtime) throws -> Cost {
        let cost = try runtime.call("exec", "--detach", "--pid-file", runtime.pidFile.string, id, "/bin/true")
        let pidfd = try PIDDescriptor.open(try PIDFile.read(runtime.pidFile))
        defer { pidfd.closeIgnoringErrors() }
        try Self.reap(pidfd)
        return cost
    }

    private static func reap(_ pidfd: FileDescriptor) throws {
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
        _ = try PIDDescriptor.reap(pidfd)
    }
}

/// The number that a runtime leaves in a file.
enum PIDFile {
    static func read(_ path: FilePath) throws -> PID {
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        guard let pid = Int32(text).flatMap(PID.init(rawValue:)) else { throw BenchmarkError("\(path): \(text)") }
        return pid
    }
}
