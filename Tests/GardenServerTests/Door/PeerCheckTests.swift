import Garden
import Glibc
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("The users who may connect", .timeLimit(.minutes(1)))
struct PeerCheckTests {
    private static func fixture(allowing users: Set<UInt32>?) -> ServerFixture {
        ServerFixture { configuration in
            guard case .unixSocket(var address) = configuration.address else { return }
            address.allowedUsers = users
            configuration.address = .unixSocket(address)
        }
    }

    private static let ping = "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("are served when they are listed, or when there is no list", arguments: [[geteuid(), 12345], nil])
    func listed(users: Set<UInt32>?) async throws {
        try await ServerFixture.serving(Self.fixture(allowing: users)) { fixture in
            let client = try await fixture.connect()

            try await client.send(Self.ping)

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
        }
    }

    @Test(
        "and all others are closed without a byte, with one line in the log for a minute",
        arguments: [[geteuid() + 1], []])
    func unlisted(users: Set<UInt32>) async throws {
        try await ServerFixture.serving(Self.fixture(allowing: users)) { fixture in
            for _ in 0..<3 {
                let client = try await fixture.connect()
                _ = try? await client.send(Self.ping)
                #expect(await client.readToEnd().isEmpty)
            }

            let first = "warning connection.refused pid=\(getpid()) uid=\(geteuid())"
            #expect(fixture.log.lines.entries.filter { $0.contains("connection.") } == [first])
            fixture.scheduler.pass(RefusalLog.minute)
            let second = "warning connection.refused refusals=2 uid=\(geteuid())"
            #expect(fixture.log.lines.entries.filter { $0.contains("connection.") } == [first, second])
            fixture.scheduler.pass(RefusalLog.minute)
            #expect(fixture.scheduler.pending(RefusalLog.minute) == 0)
            #expect(fixture.backend.pinged.calls.isEmpty)
            #expect(fixture.scheduler.delays.entries == [RefusalLog.minute, RefusalLog.minute])
        }
    }

    @Test("are looked at when they are accepted, and waited in the queue before")
    func waiting() async throws {
        let fixture = Self.fixture(allowing: [])
        try await fixture.server.listen()
        let client = try await fixture.connect()
        #expect(client.received.read { !$0.hasEnded })

        try await fixture.server.serve()

        #expect(await client.readToEnd().isEmpty)
        await fixture.server.stop(within: .seconds(1))
    }
}
