/// Everything behind the Garden API: what a server serves and a client reaches.
///
/// Implementations throw `GardenError` for what callers can act on; any other error reaches the client as plain text.
/// Calls for different containers never wait for one another.
public protocol Backend: Sendable {
    /// Answers when the server is able to work.
    func ping() async throws

    /// What this host can hold.
    func capacity() async throws -> Capacity

    /// Makes a container, or leaves nothing behind.
    ///
    /// - Returns: its handle: the one asked for, or a new one.
    func create(_ spec: ContainerSpec) async throws -> Handle

    /// The handles of all containers whose properties match `filter`, in no particular order.
    func containers(matching filter: PropertyFilter) async throws -> [Handle]

    /// The container called `handle`.
    ///
    /// - Throws: `GardenError.containerNotFound`.
    func container(_ handle: Handle) async throws -> any Container

    /// Destroys a container with all that belongs to it. May be repeated after a failure.
    ///
    /// - Throws: `GardenError.containerNotFound` when there is nothing to destroy.
    func destroy(_ handle: Handle) async throws

    /// What is known about several containers. One that cannot be asked is no failure of the call.
    ///
    /// - Returns: an entry for each of `handles`.
    func info(of handles: [Handle]) async throws -> [Handle: Result<ContainerInfo, GardenError>]

    /// What several containers use. One that cannot be asked is no failure of the call.
    ///
    /// - Parameter handles: containers; the ids of processes with an image of their own are accepted too.
    /// - Returns: an entry for each of `handles`.
    func metrics(of handles: [Handle]) async throws -> [Handle: Result<Metrics, GardenError>]
}

/// A backend that a server can serve: it tells what the API has no call for.
public protocol ServableBackend: Backend {
    /// How long a container may be unused before it is to be destroyed; zero: for ever.
    ///
    /// - Throws: `GardenError.containerNotFound`.
    func graceTime(of handle: Handle) async throws -> Duration
}
