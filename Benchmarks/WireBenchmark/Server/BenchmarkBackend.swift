import Garden

/// A backend in memory: every container exists, and its processes are made to be measured.
struct BenchmarkBackend: Backend {
    func ping() async throws {}
    func capacity() async throws -> Capacity { Capacity() }
    func create(_ spec: ContainerSpec) async throws -> Handle { try Handle(spec.handle) }
    func containers(matching filter: PropertyFilter) async throws -> [Handle] { [] }
    func container(_ handle: Handle) async throws -> any Container { BenchmarkContainer(handle: handle) }
    func destroy(_ handle: Handle) async throws {}
}

/// A container that only runs processes.
struct BenchmarkContainer: Container {
    let handle: Handle

    func info() async throws -> ContainerInfo { ContainerInfo() }
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
}
