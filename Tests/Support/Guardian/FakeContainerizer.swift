public import Garden
public import Guardian
public import Linux

/// A containerizer that makes nothing.
public struct FakeContainerizer: Containerizing {
    /// Calls of `create`; answers with pid 42.
    public let created = Stub<ContainerPlan, Int32> { _ in 42 }
    /// Calls of `checkRuns`.
    public let checked = Stub<Handle, Void> { _ in }
    /// Calls of `run`.
    public let ran = Stub<(Handle, ProcessSpec), any Garden.Process> { _ in throw Unscripted(call: "run") }
    /// Calls of `status`.
    public let asked = Stub<Handle, ContainerStatus> { _ in ContainerStatus(isStopped: false) }
    /// Calls of `usage`.
    public let weighed = Stub<Handle, ContainerUsage> { _ in ContainerUsage() }
    /// Calls of `limits`.
    public let limited = Stub<Handle, Limits> { _ in Limits() }
    /// Calls of `stop`, with `kill`.
    public let stopped = Stub<(Handle, kill: Bool), Void> { _ in }
    /// Calls of `streamIn`.
    public let streamedIn = Stub<(any ByteSource, to: String, as: String, in: Handle), Void> { _ in }
    /// Calls of `streamOut`.
    public let streamedOut = Stub<(String, as: String, from: Handle), any ByteSource> { _ in
        throw Unscripted(call: "streamOut")
    }
    /// Calls of `restore`.
    public let restored = Stub<Handle, Void> { _ in }
    /// Calls of `destroy`.
    public let destroyed = Stub<Handle, Void> { _ in }
    /// Calls of `sweep`.
    public let swept = Stub<Set<Handle>, Void> { _ in }

    /// A containerizer that succeeds.
    public init() {}

    public func create(_ plan: ContainerPlan) async throws -> PID {
        guard let pid = PID(rawValue: try await created(plan)) else { throw Unscripted(call: "create") }
        return pid
    }

    public func checkRuns(_ handle: Handle) async throws { try await checked(handle) }

    public func run(_ spec: ProcessSpec, in handle: Handle) async throws -> any Garden.Process {
        try await ran((handle, spec))
    }

    public func status(of handle: Handle) async -> ContainerStatus {
        do { return try await asked(handle) } catch { return ContainerStatus() }
    }

    public func usage(of handle: Handle) async throws -> ContainerUsage { try await weighed(handle) }
    public func limits(of handle: Handle) async throws -> Limits { try await limited(handle) }
    public func stop(_ handle: Handle, kill: Bool) async throws { try await stopped((handle, kill)) }

    public func streamIn(
        _ archive: any ByteSource, to destination: String, as user: String, in handle: Handle
    ) async throws {
        try await streamedIn((archive, to: destination, as: user, in: handle))
    }

    public func streamOut(_ source: String, as user: String, from handle: Handle) async throws -> any ByteSource {
        try await streamedOut((source, as: user, from: handle))
    }

    public func restore(_ handle: Handle) async throws { try await restored(handle) }
    public func destroy(_ handle: Handle) async throws { try await destroyed(handle) }
    public func sweep(keeping handles: Set<Handle>) async throws { try await swept(handles) }
}

/// A fake was called that no test told what to answer.
public struct Unscripted: Error {
    /// What was called.
    public let call: String
}
