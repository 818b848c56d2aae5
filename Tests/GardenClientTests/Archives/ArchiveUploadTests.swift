import Garden
import GardenWire
import GuardianTestSupport
import Testing

@testable import GardenClient

@Suite("An archive on its way in", .timeLimit(.minutes(1)))
struct ArchiveUploadTests {
    private static let piece = [UInt8](repeating: 0x61, count: 64 << 10)
    private static let manyPieces = [[UInt8]](repeating: piece, count: 4096)

    private static func answer(_ head: String, _ body: String) -> ScriptedServer.Step {
        .send(Array("HTTP/1.1 \(head)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
    }

    private static let notFound = answer("404 Not Found", #"{"Type":"ContainerNotFoundError","Handle":"h"}"#)
    private static let accepted = answer("200 OK", "{}")

    private static func send(_ archive: any ByteSource, to address: GardenAddress) async throws {
        try await RemoteBackend(address).assumedContainer(Handle("h")).streamIn(archive, to: "/x", as: "")
    }

    @Test("is read no faster than the server takes it")
    func backPressure() async throws {
        let taken = 4 << 20
        let server = ScriptedServer { _ in [.awaitBytes(taken), Self.notFound, .awaitEnd] }
        let archive = FakeByteSource(Self.manyPieces)

        _ = try await server.serving { address in
            await #expect(throws: GardenError.containerNotFound(handle: "h")) {
                try await Self.send(archive, to: address)
            }
        }

        let read = (Self.manyPieces.count - archive.unread) * Self.piece.count
        #expect(read >= taken - Self.piece.count)
        #expect(read <= taken + (2 << 20), "the sockets hold no more")
    }

    @Test(
        "is refused at once, whether the server closes the connection or keeps it",
        arguments: [true, false], [ScriptedServer.Transport.unix, .tcp])
    func refusedEarly(isKept: Bool, _ transport: ScriptedServer.Transport) async throws {
        let server = ScriptedServer { _ in [Self.notFound] + (isKept ? [.awaitEnd] : []) }
        let archive = FakeByteSource(Self.manyPieces)

        try await server.serving(over: transport) { address in
            await #expect(throws: GardenError.containerNotFound(handle: "h")) {
                try await Self.send(archive, to: address)
            }
            try await server.connections.first?.hasEnded.value
        }

        #expect(archive.unread > 0)
        #expect(!archive.events.entries.contains(.closed))
    }

    @Test("is refused while its source has nothing to give")
    func refusedWhileWaiting() async throws {
        let server = ScriptedServer { _ in [Self.notFound, .awaitEnd] }

        _ = try await server.serving { address in
            await #expect(throws: GardenError.containerNotFound(handle: "h")) {
                try await Self.send(FakeByteSource(), to: address)
            }
        }
    }

    @Test("is read to its end though the server wants no more of it", arguments: [true, false])
    func acceptedEarly(isKept: Bool) async throws {
        let server = ScriptedServer { _ in [Self.accepted] + (isKept ? [.awaitEnd] : []) }
        let archive = FakeByteSource([[UInt8]](repeating: Self.piece, count: 64))

        try await server.serving { address in try await Self.send(archive, to: address) }

        #expect(archive.unread == 0)
    }

    @Test("is lost with a server that goes away", arguments: [0, 1 << 20])
    func serverGone(after bytes: Int) async throws {
        let server = ScriptedServer { _ in [.awaitBytes(bytes)] }

        let error = try await server.serving { address in
            await #expect(throws: RemoteError.self) {
                try await Self.send(FakeByteSource(Self.manyPieces), to: address)
            }
        }

        guard case .connectionLost = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("that breaks off is not ended, and its own error is thrown")
    func sourceFails() async throws {
        struct Broken: Error {}
        let server = ScriptedServer { _ in [.awaitEnd] }
        let archive = FakeByteSource()
        archive.write(Array("abc".utf8))
        archive.fail(Broken())

        try await server.serving { address in
            await #expect(throws: Broken.self) { try await Self.send(archive, to: address) }
            try await server.awaitRequests(1)
            try await server.connections.first?.hasEnded.value
        }

        let request = try #require(server.connections.first?.request)
        #expect(request.rest == Array("3\r\nabc\r\n".utf8))
    }

    @Test("without bytes is one last chunk")
    func empty() async throws {
        let server = ScriptedServer { _ in [.awaitArchive, Self.accepted] }

        try await server.serving { address in try await Self.send(FakeByteSource([]), to: address) }

        #expect(server.connections.first?.request?.rest == Array("0\r\n\r\n".utf8))
    }

    @Test(
        "loses its connection when the call is cancelled, also while the server takes nothing",
        arguments: [true, false])
    func cancellation(sourceWaits: Bool) async throws {
        let gate = Once<Void>()
        let server = ScriptedServer { _ in [.awaitBytes(1 << 10), .hold(gate), .awaitEnd] }
        let archive = sourceWaits ? FakeByteSource() : FakeByteSource(Self.manyPieces)
        if sourceWaits { archive.write(Self.piece) }

        try await server.serving { address in
            let call = Task { try await Self.send(archive, to: address) }
            try await server.awaitRequests(1)
            await archive.events.wait(until: { !$0.isEmpty })
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            gate.resolve(.success(()))
            try await server.connections.first?.hasEnded.value
        }

        let rest = try #require(server.connections.first?.request?.rest)
        #expect(rest.suffix(5) != Array("0\r\n\r\n".utf8)[...])
        #expect(sourceWaits || archive.unread > 0)
    }
}
