/// One container of a `Backend`.
public protocol Container: Sendable {
    /// Its name.
    var handle: Handle { get }

    /// What is known about it now.
    func info() async throws -> ContainerInfo

    /// All its properties.
    func properties() async throws -> [String: String]

    /// One property.
    func property(_ key: String) async throws -> String

    /// Sets or replaces a property; it is kept when this returns.
    func setProperty(_ key: String, to value: String) async throws

    /// Removes a property; one that is not there is no error.
    func removeProperty(_ key: String) async throws

    /// Starts a process and returns once it runs.
    ///
    /// The process lives on when the caller goes away.
    func run(_ spec: ProcessSpec) async throws -> any Process
}
