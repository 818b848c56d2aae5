import Foundation
import Garden
import GardenWire
import GuardianTestSupport
import NIOCore
import NIOPosix
import Testing

@testable import GardenClient

@Suite("A remote backend's descriptors", .timeLimit(.minutes(1)))
struct DescriptorTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let server: ScriptedServer
        let call: @Sendable (any Container) async throws -> Void
    }

    private static let piece = [UInt8](repeating: 0x61, count: 64 << 10)
    private static let archive = [[UInt8]](repeating: piece, count: 256)

    private static func text(_ text: String) -> ScriptedServer.Step { .send(Array(text.utf8)) }

    private static let refusal = text("HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\n{}")
    private static let started = text("HTTP/1.1 200 OK\r\n\r\n{\"process_id\":\"p\",\"stream_id\":\"1\"}\n")

    static let scenarios = [
        Scenario(testDescription: "a server that goes away before its answer", server: ScriptedServer { _ in [] }) {
            _ = try? await $0.info()
        },
        Scenario(testDescription: "a refusal", server: ScriptedServer { _ in [refusal] }) { _ = try? await $0.info() },
        Scenario(testDescription: "an archive that is refused", server: ScriptedServer { _ in [refusal] }) {
            try? await $0.streamIn(FakeByteSource(archive), to: "", as: "")
        },
        Scenario(
            testDescription: "a server that goes away with half an archive",
            server: ScriptedServer { _ in [.awaitBytes(1 << 20)] }
        ) {
            try? await $0.streamIn(FakeByteSource(archive), to: "", as: "")
        },
        Scenario(
            testDescription: "a source that breaks off", server: ScriptedServer { _ in [.awaitEnd] }
        ) {
            let source = FakeByteSource()
            source.write(piece)
            source.fail(CancellationError())
            try? await $0.streamIn(source, to: "", as: "")
        },
        Scenario(
            testDescription: "an archive that breaks off",
            server: ScriptedServer { _ in [text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcd")] }
        ) {
            _ = try? await $0.streamOut("", as: "").readToEnd()
        },
        Scenario(
            testDescription: "an archive that nobody reads",
            server: ScriptedServer { _ in [text("HTTP/1.1 200 OK\r\n\r\n"), .send(piece), .awaitEnd] }
        ) {
            _ = try await $0.streamOut("", as: "")
        },
        Scenario(
            testDescription: "an archive that is closed",
            server: ScriptedServer { _ in [text("HTTP/1.1 200 OK\r\n\r\n"), .send(piece), .awaitEnd] }
        ) {
            let archive = try await $0.streamOut("", as: "")
            _ = try await archive.read()
            await archive.close()
        },
        Scenario(
            testDescription: "an archive that is refused on its way out", server: ScriptedServer { _ in [refusal] }
        ) {
            _ = try? await $0.streamOut("", as: "")
        },
        Scenario(testDescription: "a process that is not there", server: ScriptedServer { _ in [refusal] }) {
            _ = try? await $0.attach(ProcessID("p"))
        },
        Scenario(testDescription: "a process that is left alone", server: ScriptedServer { _ in [started, .awaitEnd] })
        {
            await (try $0.attach(ProcessID("p"))).detach()
        },
        Scenario(testDescription: "a process that is forgotten", server: ScriptedServer { _ in [started, .awaitEnd] }) {
            _ = try await $0.attach(ProcessID("p"))
        },
    ]

    @Test("are all closed after", arguments: scenarios)
    func noneLeaks(_ scenario: Scenario) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

        try await scenario.server.serving(over: .tcp) { address in
            let container = RemoteBackend(address, group: group).assumedContainer(try Handle("h"))
            for _ in 0..<5 { try await scenario.call(container) }
            // Whoever let go of a connection did so in front of this.
            try await group.any().submit {}.get()
            #expect(try Self.descriptors(to: address) == 0)
        }

        try await group.shutdownGracefully()
    }

    @Test("are there while they are needed")
    func counted() async throws {
        let server = ScriptedServer { _ in [Self.text("HTTP/1.1 200 OK\r\n\r\nabc"), .awaitEnd] }

        try await server.serving(over: .tcp) { address in
            let archive = try await RemoteBackend(address).assumedContainer(Handle("h")).streamOut("", as: "")
            #expect(try Self.descriptors(to: address) == 1)
            await archive.close()
        }
    }

    /// How many of our descriptors are sockets whose other end is `address`. Other tests run at the same time, so the
    /// number of all descriptors would tell nothing. A socket that the other end has reset is not seen.
    private static func descriptors(to address: GardenAddress) throws -> Int {
        guard case .tcp(_, let port) = address else { return -1 }
        return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            var peer = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isConnected = withUnsafeMutableBytes(of: &peer) { bytes in
                guard let descriptor = Int32(name), let start = bytes.baseAddress else { return false }
                return getpeername(descriptor, start.assumingMemoryBound(to: sockaddr.self), &size) == 0
            }
            return isConnected && peer.sin_family == AF_INET && Int(UInt16(bigEndian: peer.sin_port)) == port
        }
    }
}
