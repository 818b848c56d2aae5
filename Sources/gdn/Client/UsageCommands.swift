import ArgumentParser
import Garden
import GardenClient

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Prints what containers use, one line each.",
        discussion: """
            CPU is processor time used, ENTITLED what it was entitled to since it was made, MEMORY what counts toward \
            its limit, DISK what it wrote itself.
            """)

    @OptionGroup var client: ClientOptions

    @Flag(help: "All containers.")
    var all = false

    @Argument(help: "The containers.")
    var handles: [String] = []

    func validate() throws {
        guard all != handles.isEmpty else { return }
        throw ValidationError(all ? "name containers, or give --all, not both" : "name a container, or give --all")
    }

    func run() async throws {
        let backend = client.backend
        let asked = all ? try await backend.containers(matching: PropertyFilter()) : try handles.map { try Handle($0) }
        let entries = try await backend.metrics(of: asked)
        var table = TextTable(["HANDLE", "CPU", "ENTITLED", "MEMORY", "PIDS", "DISK", "AGE"])
        var failures: [String] = []
        for handle in Set(asked).sorted(by: { $0.value < $1.value }) {
            switch entries[handle] {
            case .success(let metrics): table.add([handle.value] + Self.columns(of: metrics))
            case .failure(let error): failures.append("\(handle): \(error)")
            case nil: failures.append("\(handle): the server said nothing of it")
            }
        }
        for line in table.lines { print(line) }
        for failure in failures { Complaint.print(failure) }
        if !failures.isEmpty { throw ExitCode.failure }
    }

    private static func columns(of metrics: Metrics) -> [String] {
        let pids = metrics.pids
        return [
            ReadableAmount.time(nanoseconds: metrics.cpu.usageInNanoseconds),
            ReadableAmount.time(nanoseconds: metrics.cpuEntitlementInNanoseconds),
            ReadableAmount.bytes(metrics.memory.usageTowardLimit),
            pids.max > 0 ? "\(pids.current)/\(pids.max)" : "\(pids.current)",
            ReadableAmount.bytes(metrics.disk.exclusiveBytes), ReadableAmount.age(metrics.age),
        ]
    }
}

struct LimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits", abstract: "Prints the limits of a container that are in force.")

    @OptionGroup var client: ClientOptions

    @Argument(help: "The container.")
    var handle: String

    func run() async throws {
        let container = try await client.backend.container(Handle(handle))
        async let memory = container.memoryLimits()
        async let cpu = container.cpuLimits()
        async let disk = container.diskLimits()
        async let bandwidth = container.bandwidthLimits()
        let pids = try await container.metrics().pids.max
        let lines = try await [
            ("memory", memory.limitInBytes, " bytes"), ("cpu", cpu.limitInShares, " shares"),
            ("processes", pids, ""), ("disk", disk.byteHard, " bytes"), ("inodes", disk.inodeHard, ""),
            ("bandwidth", bandwidth.rate, " bytes per second"),
        ]
        for (name, limit, unit) in lines { print("\(name): \(limit > 0 ? "\(limit)\(unit)" : "no limit")") }
    }
}
