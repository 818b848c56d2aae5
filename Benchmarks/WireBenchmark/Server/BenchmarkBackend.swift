import Garden

/// A backend in memory: every container exists, and its processes are made to be measured.
struct BenchmarkBackend: ServableBackend {
    func ping() async throws {}
    func capacity() async throws -> Capacity { Capacity() }
    func create(_ spec: ContainerSpec) async throws -> Handle { try Handle(spec.handle) }
    func containers(matching filter: PropertyFilter) async throws -> [Handle] { [] }
    func container(_ handle: Handle) async throws -> any Container { BenchmarkContainer(handle: handle) }
    func destroy(_ handle: Handle) async throws {}
    func info(of handles: [Handle]) async throws -> [Handle: Result<ContainerInfo, GardenError>] { [:] }
    func metrics(of handles: [Handle]) async throws -> [Handle: Result<Metrics, GardenError>] { [:] }
    func graceTime(of handle: Handle) async throws -> Duration { .zero }
}

/// A container that runs processes and takes and gives archives, and has nothing else to tell.
struct BenchmarkContainer: Container {
    let handle: Handle

    func info() async throws -> ContainerInfo { ContainerInfo() }
    func metrics() async throws -> Metrics { Metrics() }
    func stop(kill: Bool) async throws {}
    func setGraceTime(_ time: Duration) async throws {}
    func bandwidthLimits() async throws -> BandwidthLimits { BandwidthLimits() }
    func cpuLimits() async throws -> CPULimits { CPULimits() }
    func diskLimits() async throws -> DiskLimits { DiskLimits() }
    func memoryLimits() async throws -> MemoryLimits { MemoryLimits() }
    func netIn(_ forwarding: PortForwarding) async throws -> PortForwarding { forwarding }
    func netOut(_ rules: [NetOutRule]) async throws {}
    func properties() async throws -> [String: String] { [:] }
    func property(_ key: String) async throws -> String { "" }
    func setProperty(_ key: String, to value: String) async throws {}
    func removeProperty(_ key: String) async throws {}

    func run(_ spec: ProcessSpec) async throws -> any Process {
        let count = spec.arguments.first.flatMap { Int($0) } ?? 0
        let id = try ProcessID("00000000-1111-2222-3333-444444444444")
        switch spec.path {
        case "idle": return BenchmarkProcess(id: id)
        case "produce": return BenchmarkProcess(id: id, writes: count)
        case "consume": return BenchmarkProcess(id: id, reads: count)
        default: throw GardenError.executableNotFound(message: "there is no program \(spec.path)")
        }
    }

    func attach(_ id: ProcessID) async throws -> any Process { BenchmarkProcess(id: id) }

    func streamIn(_ archive: any ByteSource, to destination: String, as user: String) async throws {
        while try await !archive.read().isEmpty {}
    }

    func streamOut(_ source: String, as user: String) async throws -> any ByteSource {
        guard let count = Int(source) else { throw GardenError.invalidRequest("'\(source)' is no number of bytes") }
        return BenchmarkArchive(count: count)
    }
}
