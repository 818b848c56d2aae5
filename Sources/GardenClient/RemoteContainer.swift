import Garden
import GardenWire

/// A container of a `RemoteBackend`.
struct RemoteContainer: Container {
    let handle: Handle
    let caller: Caller

    func info() async throws -> ContainerInfo {
        try await call(.info)
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
