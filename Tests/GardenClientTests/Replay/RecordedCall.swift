import Garden
import GardenClient
import GardenWire
import GuardianTestSupport
import JSON

/// A plain call that the original's client made, to be made by ours.
struct RecordedCall: Sendable {
    /// By the original's name.
    var name: String { route.rawValue }

    private let route: Route
    private let request: RecordedMessage

    /// The call behind a recorded request; nil for none that is known.
    init?(_ request: RecordedMessage) {
        guard let route = request.route else { return nil }
        (self.route, self.request) = (route, request)
    }

    /// Makes the call.
    ///
    /// - Returns: what it returns, as the wire has it; nil for nothing.
    func make(_ backend: RemoteBackend) async throws -> JSONValue? {
        let query = RequestTarget(parsing: request.target).query
        switch route {
        case .create: return ["Handle": .string(try await backend.create(ContainerSpec(body: request.body)).value)]
        case .destroy: try await backend.destroy(Handle(request.parameters.handle))
        case .list:
            return ["Handles": .strings(try await backend.containers(matching: query.filter).map(\.value))]
        case .bulkInfo: return Self.wire(try await backend.info(of: (query.handles ?? []).map { try Handle($0) }))
        case .bulkMetrics: return Self.wire(try await backend.metrics(of: (query.handles ?? []).map { try Handle($0) }))
        default:
            let container = backend.assumedContainer(try Handle(request.parameters.handle))
            return try await make(container, query)
        }
        return nil
    }

    private func make(_ container: any Container, _ query: Query) async throws -> JSONValue? {
        switch route {
        case .info: return try await container.info().wire
        case .metrics: return try await container.metrics().wire
        case .bandwidthLimits: return try await container.bandwidthLimits().wire
        case .cpuLimits: return try await container.cpuLimits().wire
        case .diskLimits: return try await container.diskLimits().wire
        case .memoryLimits: return try await container.memoryLimits().wire
        case .property: return PropertyValue(try await container.property(request.parameters.key)).wire
        case .netIn:
            return NetInResponse(try await container.netIn(NetInRequest(body: request.body).forwarding)).wire
        case .netOut: try await container.netOut([NetOutRule(body: request.body)])
        case .bulkNetOut: try await container.netOut(NetOutRules(body: request.body).rules)
        case .stop: try await container.stop(kill: StopRequest(body: request.body).kill)
        case .setGraceTime: try await container.setGraceTime(GraceTimeRequest(body: request.body).time)
        case .streamIn:
            let archive = FakeByteSource(request.dechunked.map { [$0] } ?? [])
            try await container.streamIn(archive, to: query["destination"] ?? "", as: query["user"] ?? "")
        case .streamOut: _ = try await container.streamOut(query["source"] ?? "", as: query["user"] ?? "").readToEnd()
        default: throw Unknown(route: route)
        }
        return nil
    }

    private static func wire<Item: BulkItem>(_ entries: [Handle: Result<Item, GardenError>]) -> JSONValue {
        BulkResponse(entries: Dictionary(uniqueKeysWithValues: entries.map { ($0.key.value, $0.value) })).wire
    }

    /// A call that is not made here.
    struct Unknown: Error { let route: Route }
}

extension ByteSource {
    /// All there is.
    func readToEnd() async throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let more = try await read()
            if more.isEmpty { return all }
            all += more
        }
    }
}
