import Garden
import GuardianTestSupport
import Logging
import NIOCore

@testable import GardenServer

/// A server with small limits over a `FuzzBackend`, whose insides can be looked at.
struct FuzzFixture: Sendable {
    let backend = FuzzBackend()
    let scheduler: FuzzScheduler
    let folder = SocketFolder()
    let listener: Listener
    private let limits: ServerConfiguration

    init() async throws {
        var configuration = ServerConfiguration(address: .unixSocket(UnixSocketAddress(path: folder.socket)))
        configuration.headerLimit = 16 * 1024
        configuration.bodyLimit = 64 * 1024
        configuration.streams.bufferedInput = 4096
        configuration.streams.bufferedOutput = 4096
        // Nobody reads the output of most processes, so that these would be held back for as long as time stands still.
        let readerGrace = configuration.streams.readerGrace
        scheduler = FuzzScheduler { $0 == readerGrace }
        configuration.scheduler = scheduler
        limits = configuration
        listener = try await Listener.open(
            configuration, backend, Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
        try await listener.serve()
    }

    var load: ServerLoad { listener.services.load }
    var streams: StreamTable { listener.services.streams }

    func connect(reads: Bool = true) async throws -> RawClient {
        try await RawClient.connect(to: listener.address, reads: reads)
    }

    /// Waits until there is neither a connection nor a call, nor anybody who knows a process; then late readers have
    /// their time.
    ///
    /// - Returns: the server's last sign of life.
    func becomeIdle() async throws -> String? {
        // Clients that came and went may wait to be accepted; whoever comes behind them is accepted behind them.
        let answer = try await ping()
        // Between the loops an accepted connection is handed to and fro before it counts.
        for _ in 0..<4 {
            for loop in listener.services.loops.makeIterator() { try await loop.submit {}.get() }
        }
        backend.life.isOver.change { $0 = true }
        defer { backend.life.isOver.change { $0 = false } }
        _ = await load.finish(within: .seconds(1_000_000))
        scheduler.pass(limits.streams.retention)
        _ = await backend.life.living.wait { $0 == 0 ? true : nil }
        return answer
    }

    /// Asks the server for a sign of life.
    func ping() async throws -> String? {
        let client = try await connect()
        try await client.send("GET /ping HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n")
        let answer = await client.response()
        await client.close()
        return answer?.startLine
    }

    /// Has `conversation`.
    ///
    /// - Returns: what the server did wrong.
    func have(_ conversation: FuzzConversation) async throws -> String? {
        let client = try await connect(reads: conversation.reads)
        for step in conversation.steps {
            switch step {
            case .send(let bytes):
                // A server that has seen enough closes; what it said is still there.
                do { try await client.send(bytes) } catch {}
            case .awaitAnswer: await client.wait { !$0.isEmpty }
            }
        }
        switch conversation.end {
        case .close: break
        case .stay: _ = try await ping()
        case .halfClose:
            do { try await client.halfClose() } catch {}
            _ = await client.received.wait { $0.hasEnded ? true : nil }
        }
        let received = client.received.read { $0 }
        await client.close()

        if conversation.end == .halfClose, !received.hasEnded { return "the connection did not end" }
        let answers = ServerAnswers(
            received.bytes, to: conversation.bytes, mayBeCut: conversation.end != .halfClose)
        if conversation.end == .halfClose, answers.count < conversation.answers {
            return "\(answers.count) answers instead of \(conversation.answers)"
        }
        return answers.complaint
    }
}
