public import Garden
import GardenWire
public import NIOCore
public import NIOPosix

/// The `Backend` at the other end of a socket: a client of the Garden API.
///
/// Every call has a connection of its own, which is closed when the call ends or is cancelled. It works with the
/// original's server too.
///
/// Calls throw `GardenError` for what the server reports, and `RemoteError` for what goes wrong on the way.
public struct RemoteBackend: Backend {
    /// How calls are made.
    public struct Options: Sendable {
        /// How long making a connection may take. Calls themselves may take as long as they need.
        public var connectTimeout = TimeAmount.seconds(2)
        /// Header lines for every request, without line breaks: `X-Vcap-Request-Id`, for one.
        public var headers: [(name: String, value: String)] = []

        /// The original's timeout, and no headers.
        public init() {}
    }

    private let caller: Caller

    /// A client of the server at `address`. Nothing is connected until the first call.
    ///
    /// - Parameter group: runs the connections; by default the program's own threads for that.
    public init(
        _ address: GardenAddress,
        options: Options = Options(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        caller = Caller(address: address, options: options, group: group)
    }

    /// Asks whether the server is able to work.
    public func ping() async throws {
        let _: EmptyResponse = try await caller.call(Request(route: .ping))
    }

    /// Asks what the server's host can hold.
    public func capacity() async throws -> Capacity {
        try await caller.call(Request(route: .capacity))
    }

    /// Makes a container.
    public func create(_ spec: ContainerSpec) async throws -> Handle {
        let response: CreateResponse = try await caller.call(Request(route: .create, body: spec.body))
        return try Handle(response.handle)
    }

    /// Lists containers.
    public func containers(matching filter: PropertyFilter) async throws -> [Handle] {
        try await handles(matching: filter).map { try Handle($0) }
    }

    /// Looks for the container in the server's list, because the API has no call for just one.
    public func container(_ handle: Handle) async throws -> any Container {
        guard try await handles(matching: PropertyFilter()).contains(handle.value) else {
            throw GardenError.containerNotFound(handle: handle.value)
        }
        return assumedContainer(handle)
    }

    /// The container called `handle`, without asking whether it is there: its own calls will tell.
    public func assumedContainer(_ handle: Handle) -> any Container {
        RemoteContainer(handle: handle, caller: caller)
    }

    /// Destroys a container.
    public func destroy(_ handle: Handle) async throws {
        let parameters = RouteParameters(handle: handle.value)
        let _: EmptyResponse = try await caller.call(Request(route: .destroy, parameters: parameters))
    }

    /// Asks what is known about several containers.
    public func info(of handles: [Handle]) async throws -> [Handle: Result<ContainerInfo, GardenError>] {
        try await bulk(.bulkInfo, handles)
    }

    /// Asks what several containers use.
    public func metrics(of handles: [Handle]) async throws -> [Handle: Result<Metrics, GardenError>] {
        try await bulk(.bulkMetrics, handles)
    }

    private func bulk<Item: BulkItem>(
        _ route: Route, _ handles: [Handle]
    ) async throws -> [Handle: Result<Item, GardenError>] {
        let query = Query(handles: handles.map(\.value))
        let response: BulkResponse<Item> = try await caller.call(Request(route: route, query: query))
        var entries: [Handle: Result<Item, GardenError>] = [:]
        for (name, result) in response.entries { entries[try Handle(name)] = result }
        return entries
    }

    private func handles(matching filter: PropertyFilter) async throws -> [String] {
        let response: ListResponse = try await caller.call(Request(route: .list, query: Query(filter)))
        return response.handles
    }
}
