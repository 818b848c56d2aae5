import Garden
import GuardianTestSupport
import NIOCore
import Testing

@testable import GardenServer

@Suite("TCP door", .timeLimit(.minutes(1)))
struct TCPDoorTests {
    private static func warnings(servingAt host: String) async throws -> [String] {
        var found: [String] = []
        try await ServerFixture.serving(ServerFixture { $0.address = .tcp(host: host, port: 0) }) { fixture in
            found = fixture.log.lines.entries.filter { $0.hasPrefix("warning") }
            #expect(fixture.server.address.map { "\($0)".contains(host) } == true)
        }
        return found
    }

    @Test("warns once when it can be reached from elsewhere")
    func elsewhere() async throws {
        let warnings = try await Self.warnings(servingAt: "0.0.0.0")

        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("server.unauthenticated address=0.0.0.0:") == true)
    }

    @Test("says nothing of the loopback interface", arguments: ["127.0.0.1", "127.9.9.9", "localhost"])
    func loopback(host: String) async throws {
        #expect(try await Self.warnings(servingAt: host).isEmpty)
    }

    @Test(
        "tells the loopback interface by the address",
        arguments: [
            ("127.0.0.1", true), ("127.255.0.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("0.0.0.0", false),
            ("128.0.0.1", false), ("::", false), ("::2", false), ("1::1", false), ("::ffff:10.0.0.1", false),
            ("::fffe:127.0.0.1", false),
        ])
    func addresses(text: String, isLoopback: Bool) throws {
        #expect(try SocketAddress(ipAddress: text, port: 1).isLoopback == isLoopback)
    }

    @Test("names the address that another server listens at")
    func taken() async throws {
        try await ServerFixture.serving(ServerFixture { $0.address = .tcp(host: "127.0.0.1", port: 0) }) { first in
            let address = try #require(first.server.address)
            guard case .tcp(_, let port) = address else { return #expect(Bool(false)) }
            let second = ServerFixture { $0.address = .tcp(host: "127.0.0.1", port: port) }

            let error = ServerError.cannotListen(address: address, reason: "Address already in use")
            await #expect(throws: error) { try await second.server.listen() }
            #expect("\(error)" == "cannot listen at 127.0.0.1:\(port): Address already in use")
        }
    }

    @Test(
        "names the address that this machine does not have",
        arguments: [
            ("192.0.2.77", 0, "Cannot assign requested address"), ("127.0.0.1", 65536, "no such port"),
            ("127.0.0.1", -1, "no such port"), ("not.a.host.invalid", 0, "unknown host"),
        ])
    func impossible(host: String, port: Int, reason: String) async throws {
        let fixture = ServerFixture { $0.address = .tcp(host: host, port: port) }

        let error = ServerError.cannotListen(address: .tcp(host: host, port: port), reason: reason)
        await #expect(throws: error) { try await fixture.server.listen() }
    }
}
