import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@testable import GardenClient

@Suite("Replay of recorded archives", .timeLimit(.minutes(1)))
struct ArchiveReplayTests {
    static let uploads = [
        "probe-stream-in-any-2xx", "stream-in", "stream-in-backend-error-unread-body", "stream-in-known-length",
        "stream-in-nil-stream",
    ]

    @Test("on the way in are sent as the original's client sent them", arguments: uploads)
    func sends(_ name: String) async throws {
        let replay = try Replay(name)
        let request = replay.requests[0]
        let archive = FakeByteSource(Self.pieces(of: name, request))
        let query = RequestTarget(parsing: request.target).query

        let seen = try await replay.container { container in
            await Report.line("StreamIn") {
                try await container.streamIn(
                    archive, to: query["destination"] ?? "", as: query["user"] ?? "")
            }
        }

        #expect(seen == replay.observed("StreamIn "))
        #expect(!archive.events.entries.contains(.closed))
        expectSameRequests(replay)
        if name == "stream-in" { #expect(replay.exchanges[0].ours.request?.rest == request.rest) }
    }

    /// The recorded archive, in the pieces in which the recorded client had it.
    private static func pieces(of name: String, _ request: RecordedMessage) -> [[UInt8]] {
        switch name {
        case "stream-in": [Array("chunk-1;".utf8), Array("chunk-2;".utf8)]
        case "stream-in-backend-error-unread-body":
            [[UInt8]](repeating: [UInt8](repeating: 0, count: 32 << 10), count: 32)
        default: request.body.isEmpty ? [] : [request.body]
        }
    }

    static let downloads = [
        "probe-stream-out-trailer", "probe-stream-out-truncated", "stream-out", "stream-out-chunked",
        "stream-out-empty", "stream-out-fails-before-data", "stream-out-success-reader-close",
    ]

    /// Our words for a body that breaks off.
    private static let truncated = #"read "abcd" err=connection lost: unexpected EOF"#

    @Test("on the way out are read as the original's client read them", arguments: downloads)
    func reads(_ name: String) async throws {
        let replay = try Replay(name)
        let query = RequestTarget(parsing: replay.requests[0].target).query

        let seen = try await replay.container { container in
            var archive: (any ByteSource)?
            let line = await Report.line("StreamOut") {
                archive = try await container.streamOut(query["source"] ?? "", as: query["user"] ?? "")
            }
            guard let archive else { return [line] }
            defer { Task { await archive.close() } }
            return [line, await Self.readings(of: archive)]
        }

        let recorded = replay.transcript.observations(of: "client").map(Self.inShort)
        #expect(seen.map(Self.inShort) == recorded)
        expectSameRequests(replay)
    }

    private static func readings(of archive: any ByteSource) async -> String {
        var all: [UInt8] = []
        do {
            while true {
                let more = try await archive.read()
                if more.isEmpty { break }
                all += more
            }
        } catch RemoteError.connectionLost(let reason) {
            return "read \"\(String(decoding: all, as: UTF8.self))\" err=\(reason)"
        } catch {
            return "read error \(error)"
        }
        let text = all.count > 100 || all.isEmpty ? "\(all.count)" : "\"\(String(decoding: all, as: UTF8.self))\""
        return "read \(text) err=<nil>"
    }

    private static func inShort(_ line: String) -> String { line.replacing(" bytes err", with: " err") }

    @Test("that nobody reads on end when they are closed")
    func closes() async throws {
        let replay = try Replay("stream-out-client-closes")

        let size = try await replay.container { container in
            let archive = try await container.streamOut("/src", as: "")
            let size = try await archive.read().count
            await archive.close()
            try await replay.exchanges.first?.ours.hasEnded.value
            return size
        }

        #expect(size >= 100)
        expectSameRequests(replay)
    }
}
