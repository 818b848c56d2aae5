import Linux
import LinuxAsync
import SystemPackage

/// SIGINT and SIGTERM, one after the other.
struct Interruptions: Sendable {
    private let descriptor: FileDescriptor
    private let system: AsyncSystem

    /// Takes the signals, which must have been blocked before any thread was started.
    init(system: AsyncSystem) throws {
        (descriptor, self.system) = (try TerminationSignals.makeDescriptor(), system)
    }

    /// Waits for the next of them.
    func next() async throws {
        try await system.readable(descriptor)
        TerminationSignals.drain(descriptor)
    }
}
