import Garden
import GuardianTestSupport

@testable import GardenServer

/// A backend that answers every call and remembers none, so that whatever grows is the server.
struct FuzzBackend: ServableBackend {
    let life = FuzzProcessLife()

    func ping() async throws {}
    func capacity() async throws -> Capacity { Capacity() }
    func create(_ spec: ContainerSpec) async throws -> Handle {
        try Handle(spec.handle.isEmpty ? "made-by-the-server" : spec.handle)
    }
    func containers(matching filter: PropertyFilter) async throws -> [Handle] {
        try filter.properties.keys.map { try Handle($0) }
    }
    func container(_ handle: Handle) async throws -> any Container {
        if handle.value == "no-such" { throw GardenError.containerNotFound(handle: handle.value) }
        return FuzzContainer(handle: handle, life: life)
    }
    func destroy(_ handle: Handle) async throws {
        if handle.value == "no-such" { throw GardenError.containerNotFound(handle: handle.value) }
    }
    func info(of handles: [Handle]) async throws -> [Handle: Result<ContainerInfo, GardenError>] {
        Dictionary(handles.map { ($0, .success(ContainerInfo())) }, uniquingKeysWith: { first, _ in first })
    }
    func metrics(of handles: [Handle]) async throws -> [Handle: Result<Metrics, GardenError>] {
        Dictionary(handles.map { ($0, .failure(.failed("no metrics"))) }, uniquingKeysWith: { first, _ in first })
    }
    func graceTime(of handle: Handle) async throws -> Duration { .zero }
}

/// A container of a `FuzzBackend`.
struct FuzzContainer: Container {
    let handle: Handle
    let life: FuzzProcessLife

    func info() async throws -> ContainerInfo { ContainerInfo() }
    func metrics() async throws -> Metrics { Metrics() }
    func stop(kill: Bool) async throws {}
    func setGraceTime(_ time: Duration) async throws {}
    func properties() async throws -> [String: String] { ["\u{1F600}": "\"<\u{0}>", "": "b"] }
    func property(_ key: String) async throws -> String { key }
    func setProperty(_ key: String, to value: String) async throws { throw GardenError.failed(value) }
    func removeProperty(_ key: String) async throws { throw GardenError.failed("unknown property \(key)") }
    func bandwidthLimits() async throws -> BandwidthLimits { BandwidthLimits() }
    func cpuLimits() async throws -> CPULimits { CPULimits() }
    func diskLimits() async throws -> DiskLimits { DiskLimits() }
    func memoryLimits() async throws -> MemoryLimits { MemoryLimits() }
    func netIn(_ forwarding: PortForwarding) async throws -> PortForwarding { forwarding }
    func netOut(_ rules: [NetOutRule]) async throws {}

    func streamIn(_ archive: any ByteSource, to destination: String, as user: String) async throws {
        while try await !archive.read().isEmpty {}
    }

    func streamOut(_ source: String, as user: String) async throws -> any ByteSource {
        FakeByteSource([Array(source.utf8), Array(user.utf8)].filter { !$0.isEmpty })
    }

    func run(_ spec: ProcessSpec) async throws -> any Garden.Process {
        let number = spec.path.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        if number % 19 == 0 { throw GardenError.executableNotFound(message: spec.path) }
        return FuzzProcess(number, id: try ProcessID(spec.id.isEmpty ? "p" : spec.id), life: life)
    }

    func attach(_ id: ProcessID) async throws -> any Garden.Process {
        FuzzProcess(id.value.utf8.reduce(3) { $0 &+ Int($1) } & 0xFFFF, id: id, life: life)
    }
}
