import GuardianTestSupport
import NIOCore
import NIOPosix
import Synchronization

@testable import GardenServer

/// Watches that clients learn how a process ended before its output ends.
final class ClosingOrder: Sendable {
    /// All clients of a replay are on one event loop, so that what happened first is seen first, give or take a turn.
    let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
    /// The streams whose output ended too early.
    let violations = Recorder<String>()
    private let clients = Mutex<[String: RawClient]>([:])
    private let deserters = Mutex<Set<Int>>([])
    private let expected = Mutex<Set<String>>([])

    /// The processes of these streams end; others are parted from.
    func expect(_ streams: [String]) { expected.withLock { $0 = Set(streams) } }

    /// This is the process connection of a stream.
    func add(_ client: RawClient, _ stream: String) { clients.withLock { $0[stream] = client } }

    /// This client closes its connection itself.
    func ignore(_ connection: Int) { deserters.withLock { _ = $0.insert(connection) } }

    /// An output connection has ended. What the server sent before is there already, and is read in the same turn of
    /// the event loop.
    func outputEnded(of stream: String, on connection: Int, _ loop: any EventLoop) {
        if deserters.withLock({ $0.contains(connection) }) { return }
        guard expected.withLock({ $0.contains(stream) }), let client = clients.withLock({ $0[stream] }) else { return }
        loop.execute {
            let text = String(decoding: client.received.read(\.bytes), as: UTF8.self)
            if !text.contains("\"exit_status\""), !text.contains("\"error\"") { self.violations.record(stream) }
        }
    }
}
