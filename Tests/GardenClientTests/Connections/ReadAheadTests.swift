import GuardianTestSupport
import NIOCore
import NIOPosix
import Testing

@testable import GardenClient

@Suite("A connection that is read ahead", .timeLimit(.minutes(1)))
struct ReadAheadTests {
    private static let pieces = (0..<64).map { [UInt8](repeating: UInt8($0), count: 64 << 10) }

    @Test("stops at a limit and loses nothing, whether it is read ahead all the time or not", arguments: [true, false])
    func limit(isKept: Bool) async throws {
        let server = ScriptedServer { request in
            request.target == "/ping"
                ? [.send(Array("HTTP/1.1 200 OK\r\n\r\n{}".utf8))] : Self.pieces.map { .send($0) }
        }

        let (sent, read) = try await server.serving { address in
            let group = MultiThreadedEventLoopGroup.singleton
            let connection = try await Connection.open(to: address, timeout: .seconds(30), on: group)
            defer { connection.close() }
            connection.readAhead(true)
            try await connection.write(Array("GET /much HTTP/1.1\r\n\r\n".utf8))
            try await server.awaitRequests(1)
            // While other calls go through, the bytes could too.
            for _ in 0..<100 { try await RemoteBackend(address).ping() }
            let sent = server.connections.first?.sent ?? 0
            connection.readAhead(isKept)
            var read: [UInt8] = []
            while case let more = try await connection.read(), !more.isEmpty { read += more }
            return (sent, read)
        }

        #expect(sent <= InboxHandler.limit + (2 << 20), "the sockets hold no more")
        let isWhole = read == Array(Self.pieces.joined())
        #expect(isWhole, "\(read.count) bytes")
    }

    @Test("is given up when the channel itself reads on without end")
    func overflow() async throws {
        let server = ScriptedServer { _ in [.awaitEnd] }
        let mebibyte = ByteBuffer(repeating: 0x61, count: 1 << 20)

        try await server.serving { address in
            guard case .unix(let path) = address else { throw RemoteError.unreachable(address, reason: "no path") }
            let inbox = Inbox()
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(InboxHandler(inbox))
                    }
                }
                .connect(unixDomainSocketPath: path).get()
            let connection = Connection(channel, inbox)
            try await connection.write(Array("GET / HTTP/1.1\r\n\r\n".utf8))
            try await server.awaitRequests(1)

            try await channel.eventLoop.submit {
                for _ in 0..<65 { channel.pipeline.syncOperations.fireChannelRead(NIOAny(mebibyte)) }
            }
            .get()

            for _ in 0..<65 { #expect(try await connection.read().count == 1 << 20) }
            await #expect(throws: RemoteError.badResponse(reason: "more than 67108864 bytes came unasked")) {
                try await connection.read()
            }
            try await server.connections.first?.hasEnded.value
        }
    }

    @Test("puts small pieces together")
    func smallPieces() async throws {
        let inbox = Inbox()
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 100) }

        for byte in bytes { inbox.receive([byte]) }
        inbox.end(nil)
        let unread = inbox.unread
        var pieces: [[UInt8]] = []
        while case let piece = try await inbox.next(askForMore: {}), !piece.isEmpty { pieces.append(piece) }

        #expect(pieces.count == 2)
        #expect(Array(pieces.joined()) == bytes)
        #expect((unread, inbox.unread) == (100_000, 0))
    }
}
