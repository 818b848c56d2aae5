public import Garden

/// A container whose every answer is scripted.
public struct FakeContainer: Container {
    public var handle: Handle
    /// Calls of `info`.
    public let informed = Stub<Void, ContainerInfo> { _ in ContainerInfo() }
    /// Calls of `metrics`.
    public let measured = Stub<Void, Metrics> { _ in Metrics() }
    /// Calls of `stop`: whether to kill.
    public let stopped = Stub<Bool, Void> { _ in }
    /// Calls of `setGraceTime`.
    public let graceTimeSet = Stub<Duration, Void> { _ in }
    /// Calls of `bandwidthLimits`.
    public let bandwidthLimitsRead = Stub<Void, BandwidthLimits> { _ in BandwidthLimits() }
    /// Calls of `cpuLimits`.
    public let cpuLimitsRead = Stub<Void, CPULimits> { _ in CPULimits() }
    /// Calls of `diskLimits`.
    public let diskLimitsRead = Stub<Void, DiskLimits> { _ in DiskLimits() }
    /// Calls of `memoryLimits`.
    public let memoryLimitsRead = Stub<Void, MemoryLimits> { _ in MemoryLimits() }
    /// Calls of `netIn`.
    public let portForwarded = Stub<PortForwarding, PortForwarding> { $0 }
    /// Calls of `netOut`.
    public let destinationsOpened = Stub<[NetOutRule], Void> { _ in }
    /// Calls of `streamIn`, before the archive is read: it may read some of it, or all.
    public let archiveArrived = Stub<any ByteSource, Void> { _ in }
    /// Calls of `streamIn`, once the archive was read to its end or broke off.
    public let streamedIn = Stub<StreamedIn, Void> { _ in }
    /// Calls of `streamOut`.
    public let streamedOut = Stub<StreamedOut, any ByteSource> { _ in FakeByteSource([]) }
    /// Calls of `attach`.
    public let attached = Stub<ProcessID, any Process> { _ in throw GardenError.failed("no process was scripted") }
    /// Calls of `properties`.
    public let propertiesRead = Stub<Void, [String: String]> { _ in [:] }
    /// Calls of `property`.
    public let propertyRead = Stub<String, String> { _ in "" }
    /// Calls of `setProperty`: key and value.
    public let propertySet = Stub<[String], Void> { _ in }
    /// Calls of `removeProperty`.
    public let propertyRemoved = Stub<String, Void> { _ in }
    /// Calls of `run`.
    public let ran = Stub<ProcessSpec, any Process> { _ in throw GardenError.failed("no process was scripted") }

    /// A container of that name.
    public init(handle: String = "some-handle") {
        guard let handle = try? Handle(handle) else { preconditionFailure("not a handle: \(handle)") }
        self.handle = handle
    }

    public func info() async throws -> ContainerInfo { try await informed(()) }
    public func properties() async throws -> [String: String] { try await propertiesRead(()) }
    public func property(_ key: String) async throws -> String { try await propertyRead(key) }
    public func setProperty(_ key: String, to value: String) async throws { try await propertySet([key, value]) }
    public func removeProperty(_ key: String) async throws { try await propertyRemoved(key) }
    public func metrics() async throws -> Metrics { try await measured(()) }
    public func stop(kill: Bool) async throws { try await stopped(kill) }
    public func setGraceTime(_ time: Duration) async throws { try await graceTimeSet(time) }
    public func bandwidthLimits() async throws -> BandwidthLimits { try await bandwidthLimitsRead(()) }
    public func cpuLimits() async throws -> CPULimits { try await cpuLimitsRead(()) }
    public func diskLimits() async throws -> DiskLimits { try await diskLimitsRead(()) }
    public func memoryLimits() async throws -> MemoryLimits { try await memoryLimitsRead(()) }
    public func netIn(_ forwarding: PortForwarding) async throws -> PortForwarding {
        try await portForwarded(forwarding)
    }
    public func netOut(_ rules: [NetOutRule]) async throws { try await destinationsOpened(rules) }
    public func attach(_ id: ProcessID) async throws -> any Process { try await attached(id) }

    public func streamIn(_ archive: any ByteSource, to destination: String, as user: String) async throws {
        var call = StreamedIn(destination: destination, user: user)
        try await archiveArrived(archive)
        do {
            while true {
                let bytes = try await archive.read()
                if bytes.isEmpty { break }
                call.bytes += bytes
            }
        } catch {
            call.failure = "\(error)"
        }
        try await streamedIn(call)
    }

    public func streamOut(_ source: String, as user: String) async throws -> any ByteSource {
        try await streamedOut(StreamedOut(source: source, user: user))
    }

    public func run(_ spec: ProcessSpec) async throws -> any Process { try await ran(spec) }
}

/// What arrived with a `streamIn`.
public struct StreamedIn: Sendable, Hashable {
    public var destination: String
    public var user: String
    /// The archive, as far as it came.
    public var bytes: [UInt8] = []
    /// Why it broke off.
    public var failure: String?

    public init(destination: String, user: String, bytes: [UInt8] = [], failure: String? = nil) {
        (self.destination, self.user, self.bytes, self.failure) = (destination, user, bytes, failure)
    }
}

/// What a `streamOut` asked for.
public struct StreamedOut: Sendable, Hashable {
    public var source: String
    public var user: String

    public init(source: String, user: String) { (self.source, self.user) = (source, user) }
}
