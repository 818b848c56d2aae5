import Garden
import GardenWire

/// A container of a `RemoteBackend`.
struct RemoteContainer: Container {
    let handle: Handle
    let caller: Caller

    func info() async throws -> ContainerInfo {
        try await call(.info)
    }

    func metrics() async throws -> Metrics {
        try await call(.metrics)
    }

    func stop(kill: Bool) async throws {
        let _: EmptyResponse = try await call(.stop, body: StopRequest(kill: kill).body)
    }

    func setGraceTime(_ time: Duration) async throws {
        let _: EmptyResponse = try await call(.setGraceTime, body: GraceTimeRequest(time).body)
    }

    func bandwidthLimits() async throws -> BandwidthLimits { try await call(.bandwidthLimits) }

    func cpuLimits() async throws -> CPULimits { try await call(.cpuLimits) }

    func diskLimits() async throws -> DiskLimits { try await call(.diskLimits) }

    func memoryLimits() async throws -> MemoryLimits { try await call(.memoryLimits) }

    func netIn(_ forwarding: PortForwarding) async throws -> PortForwarding {
        let response: NetInResponse = try await call(.netIn, body: NetInRequest(handle: handle.value, forwarding).body)
        return response.forwarding
    }

    /// One rule goes by the call for one, as the original's clients have it.
    func netOut(_ rules: [NetOutRule]) async throws {
        let single = rules.count == 1 ? rules.first : nil
        let _: EmptyResponse = try await call(
            single == nil ? .bulkNetOut : .netOut, body: single?.body ?? NetOutRules(rules).body)
    }

    func streamIn(_ archive: any ByteSource, to destination: String, as user: String) async throws {
        let parameters = RouteParameters(handle: handle.value)
        let query = Query(["destination": destination, "user": user])
        try await caller.upload(
            archive, Request(route: .streamIn, parameters: parameters, query: query, archiveFollows: true))
    }

    func streamOut(_ source: String, as user: String) async throws -> any ByteSource {
        let parameters = RouteParameters(handle: handle.value)
        let query = Query(["source": source, "user": user])
        return try await caller.download(Request(route: .streamOut, parameters: parameters, query: query))
    }

    func attach(_ id: ProcessID) async throws -> any Garden.Process {
        let parameters = RouteParameters(handle: handle.value, process: id.value)
        return try await RemoteProcess.start(
            Request(route: .attach, parameters: parameters), askedFor: id.value, by: caller)
    }

    func properties() async throws -> [String: String] {
        let response: PropertyMap = try await call(.properties)
        return response.properties
    }

    func property(_ key: String) async throws -> String {
        let response: PropertyValue = try await call(.property, key: try Self.checked(key))
        return response.value
    }

    func setProperty(_ key: String, to value: String) async throws {
        let _: EmptyResponse = try await call(
            .setProperty, key: try Self.checked(key), body: PropertyValue(value).body)
    }

    func removeProperty(_ key: String) async throws {
        let _: EmptyResponse = try await call(.removeProperty, key: try Self.checked(key))
    }

    func run(_ spec: ProcessSpec) async throws -> any Garden.Process {
        let parameters = RouteParameters(handle: handle.value)
        let request = Request(route: .run, parameters: parameters, body: spec.body)
        return try await RemoteProcess.start(request, askedFor: spec.id, by: caller)
    }

    private func call<Response: WireDecodable>(
        _ route: Route, key: String = "", body: [UInt8]? = nil
    ) async throws -> Response {
        let parameters = RouteParameters(handle: handle.value, key: key)
        return try await caller.call(Request(route: route, parameters: parameters, body: body))
    }

    /// An empty key would make another path of the request's.
    private static func checked(_ key: String) throws(GardenError) -> String {
        guard !key.isEmpty else { throw .invalidName(kind: .property, value: key, reason: "it is empty") }
        return key
    }
}
