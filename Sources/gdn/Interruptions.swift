import Linux
import LinuxAsync
import SystemPackage

/// SIGINT and SIGTERM, one after the other.
struct Interruptions: Sendable {
    private let descriptor: AsyncDescriptor

    /// From now on they end the program no longer.
    init(system: AsyncSystem) throws {
        descriptor = AsyncDescriptor(owning: try TerminationSignals.makeDescriptor(), system: system)
    }

    /// Waits for the next of them.
    func next() async throws {
        _ = try await descriptor.read(upTo: 1)
    }
}
