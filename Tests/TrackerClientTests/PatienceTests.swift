import Linux
import LinuxAsync
import ProcessTracker
import Testing

@testable import TrackerClient

@Suite("The patience with a tracker")
struct PatienceTests {
    /// Tells by its end that nothing holds it any more.
    private final class Witness: Sendable {
        private let isGone: Latch<Void>
        init(_ isGone: Latch<Void>) { self.isGone = isGone }
        deinit { isGone.resolve(.success(())) }
    }

    /// A connection to nobody.
    private func link() throws -> (TrackerLink, SequencedPacketSocket) {
        let (ours, its) = try SequencedPacketSocket.pair()
        let (_, events) = AsyncStream.makeStream(of: TrackerEvent.self)
        let system = try FakeTracker.system.get()
        return (TrackerLink(ours, system: system, patience: .zero, events: events), its)
    }

    /// A time that is over once `isOver` is decided, cancelled or not, and leaves its witness when nothing follows from it
    /// any more.
    private func time(_ isOver: Latch<Void>, _ isGone: Latch<Void>) -> @Sendable () async throws -> Void {
        let witness = Witness(isGone)
        return {
            try await isOver.value()
            withExtendedLifetime(witness) {}
        }
    }

    @Test("time that is over in the moment after the work is done ends nothing", arguments: [true, false])
    func afterwards(isSuccess: Bool) async throws {
        let (link, other) = try link()
        defer { other.descriptor.closeIgnoringErrors() }
        let (isOver, isGone) = (Latch<Void>(), Latch<Void>())

        let result: Int? = await {
            do {
                return try await link.perform(within: time(isOver, isGone)) {
                    guard isSuccess else { throw TrackerError.processExists("p") }
                    return 7
                }
            } catch {
                return nil
            }
        }()
        isOver.resolve(.success(()))
        try await isGone.value()
        link.disconnect()

        #expect(result == (isSuccess ? 7 : nil))
        await #expect(throws: TrackerError.trackerGone) { try await link.ask { .list($0) } }
    }

    @Test("work that is done after the time was over is too late: the connection has ended")
    func before() async throws {
        let (link, other) = try link()
        defer { other.descriptor.closeIgnoringErrors() }

        let atOnce: @Sendable () async throws -> Void = {}

        await #expect(throws: TrackerError.silent) {
            try await link.perform(within: atOnce) { try await link.ended() }
        }

        await #expect(throws: TrackerError.silent) { try await link.ask { .list($0) } }
    }
}
