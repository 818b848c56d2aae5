public import Garden

/// A container whose every answer is scripted.
public struct FakeContainer: Container {
    public var handle: Handle
    /// Calls of `info`.
    public let informed = Stub<Void, ContainerInfo> { _ in ContainerInfo() }
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
    public func run(_ spec: ProcessSpec) async throws -> any Process { try await ran(spec) }
}
