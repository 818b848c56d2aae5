import Linux
import LinuxAsync
import ProcessTracker
import SystemPackage

@testable import TrackerClient

/// The other end of a `Tracker`'s connection, which answers as the test says.
final class FakeTracker: Sendable {
    struct Unexpected: Error {}

    static let system = Result { try AsyncSystem.start() }

    /// Longer than any test takes on any machine: what a test does not decide must not depend on time.
    private static let patience = Duration.seconds(86_400)

    private let socket: AsyncDescriptor

    private init(_ socket: AsyncDescriptor) { self.socket = socket }

    /// A connected pair, after the greetings.
    static func connected() async throws -> (FakeTracker, Tracker) {
        let system = try Self.system.get()
        let (ours, its) = try SequencedPacketSocket.pair()
        let fake = FakeTracker(AsyncDescriptor(owning: its.descriptor, system: system))
        try fake.send(.hello(version: TrackerProtocol.version))
        let tracker = try await Tracker(ours, system: system, patience: patience)
        guard case .hello = try await fake.next() else { throw Unexpected() }
        return (fake, tracker)
    }

    /// What a server says to a tracker that greets it with `message`.
    static func greeted(by message: TrackerMessage) async throws -> Tracker {
        let (ours, its) = try SequencedPacketSocket.pair()
        let fake = FakeTracker(AsyncDescriptor(owning: its.descriptor, system: try Self.system.get()))
        try fake.send(message)
        defer { fake.close() }
        return try await Tracker(ours, system: try Self.system.get(), patience: patience)
    }

    /// What becomes of a server whose tracker says nothing at all, ever.
    static func silent() async throws -> Tracker {
        let (ours, its) = try SequencedPacketSocket.pair()
        defer { its.descriptor.closeIgnoringErrors() }
        return try await Tracker(ours, system: try Self.system.get(), patience: .zero)
    }

    func send(_ message: TrackerMessage, descriptors: [FileDescriptor] = []) throws {
        try sendPacket(message.encoded, descriptors: descriptors)
    }

    func sendPacket(_ bytes: [UInt8], descriptors: [FileDescriptor] = []) throws {
        let wasSent = try socket.withDescriptor { try SequencedPacketSocket($0).send(bytes, descriptors: descriptors) }
        guard wasSent else { throw Unexpected() }
    }

    /// The next request; its descriptors are closed.
    func next() async throws -> TrackerRequest {
        while true {
            switch try socket.withDescriptor({ try SequencedPacketSocket($0).receive() }) {
            case .packet(let bytes, let descriptors):
                defer { for descriptor in descriptors { descriptor.closeIgnoringErrors() } }
                return try TrackerRequest(bytes, descriptors: descriptors)
            case .nothing: try await socket.readable()
            case .end: throw Unexpected()
            }
        }
    }

    func close() { socket.close() }
}
