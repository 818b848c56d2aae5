import Garden
import GardenClient
import GuardianTestSupport
import Testing

/// Both ends of the wire are ours here, and neither can hide what the other does.
@Suite("Archives between our client and our server", .timeLimit(.minutes(1)))
struct ClientArchiveTests {
    private static let piece = (0..<(64 << 10)).map { UInt8(truncatingIfNeeded: $0) }
    private static let pieces = [[UInt8]](repeating: piece, count: 128)

    private struct Broken: Error {}

    private func withContainer(_ body: (FakeContainer, any Container) async throws -> Void) async throws {
        try await ServerFixture.serving { fixture in
            let backend = RemoteBackend(.unix(path: fixture.folder.socket))
            try await body(fixture.backend.container, backend.assumedContainer(Handle("some-handle")))
        }
    }

    @Test("go in whole, with their destination and user")
    func goIn() async throws {
        try await withContainer { fake, container in
            try await container.streamIn(FakeByteSource(Self.pieces), to: "/a b/é+", as: "alice")

            let calls = fake.streamedIn.calls
            #expect(calls.map(\.destination) == ["/a b/é+"])
            #expect(calls.map(\.user) == ["alice"])
            #expect(calls.first?.bytes == Self.pieces.flatMap { $0 })
        }
    }

    @Test("that break off on their way in break off at the backend too")
    func breakOffOnTheWayIn() async throws {
        let archive = FakeByteSource()
        archive.write(Self.piece)
        archive.fail(Broken())

        let arrived = Recorder<StreamedIn>()

        try await withContainer { fake, container in
            fake.streamedIn.answer { arrived.record($0) }

            await #expect(throws: Broken.self) { try await container.streamIn(archive, to: "/x", as: "") }
            await arrived.wait(until: { !$0.isEmpty })

            #expect(arrived.entries.first?.failure != nil)
        }
    }

    @Test("go out whole")
    func goOut() async throws {
        try await withContainer { fake, container in
            fake.streamedOut.answer { _ in FakeByteSource(Self.pieces) }

            let archive = try await container.streamOut("/src/", as: "bob")
            var read: [UInt8] = []
            while case let more = try await archive.read(), !more.isEmpty { read += more }

            #expect(read == Self.pieces.flatMap { $0 })
            #expect(fake.streamedOut.calls == [StreamedOut(source: "/src/", user: "bob")])
        }
    }

    @Test("that break off on their way out are never taken for whole ones")
    func breakOffOnTheWayOut() async throws {
        let source = FakeByteSource()
        source.write(Self.piece)
        source.fail(Broken())

        try await withContainer { fake, container in
            fake.streamedOut.answer { _ in source }

            let archive = try await container.streamOut("/src", as: "")

            await #expect(throws: RemoteError.connectionLost(reason: "unexpected EOF")) {
                while try await !archive.read().isEmpty {}
            }
        }
    }
}
