import Linux
import LinuxAsync
import SystemPackage

/// Signals to this program, one after the other.
struct Interruptions: Sendable {
    private let descriptor: AsyncDescriptor

    /// From now on `signals` end the program no longer.
    init(_ signals: [Signal] = [.interrupt, .terminate], system: AsyncSystem) throws {
        descriptor = AsyncDescriptor(owning: try CaughtSignals.makeDescriptor(of: signals), system: system)
    }

    /// Waits for the next of them.
    @discardableResult
    func next() async throws -> Signal {
        Signal(rawValue: Int32(try await descriptor.read(upTo: 1).first ?? 0))
    }
}
