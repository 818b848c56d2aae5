import Garden
import GuardianTestSupport
import NIOCore
import Testing

@testable import GardenServer

@Suite("Output connections", .timeLimit(.minutes(1)))
struct OutputConnectionTests {
    private let process = FakeProcess()

    private static func megabyte() -> [UInt8] { (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

    @Test("answer with an empty body and no content type")
    func head() async throws {
        try await ServerFixture.serving { fixture in
            _ = try await fixture.run(process)
            let client = try await fixture.connect()

            try await client.send("GET /containers/h/processes/p/attaches/1/stdout HTTP/1.1\r\nHost: a\r\n\r\n")

            let head = try #require(await client.response())
            #expect(head.startLine == "HTTP/1.1 200 OK")
            #expect(head.headers["content-length"] == "0")
            #expect(head.headers["content-type"] == nil)
            process.exit(0)
        }
    }

    @Test("deliver a mebibyte intact, read early or late", arguments: [true, false])
    func megabyte(early: Bool) async throws {
        try await ServerFixture.serving { fixture in
            let bytes = Self.megabyte()
            let client = try await fixture.run(process)
            func write() {
                for start in stride(from: 0, to: bytes.count, by: 32_768) {
                    process.stdout.write(Array(bytes[start..<(start + 32_768)]))
                }
                process.exit(0)
            }

            if !early {
                write()
                _ = await client.readToEnd()
            }
            let stdout = try await fixture.open("1/stdout")
            if early { write() }

            #expect(await stdout.readToEnd() == bytes)
        }
    }

    @Test("hold the process back while their client does not read")
    func backPressure() async throws {
        try await ServerFixture.serving(ServerFixture { $0.streams.bufferedOutput = 100_000 }) { fixture in
            _ = try await fixture.run(process)
            let stdout = try await fixture.open("1/stdout", reads: false)
            let pieces = 400
            let piece = Array(repeating: 1, count: 50_000) as [UInt8]

            for _ in 0..<pieces { process.stdout.write(piece) }
            fixture.scheduler.pass(.seconds(5))
            #expect(process.stdout.unread > pieces / 2)
            process.exit(0)
            try await stdout.channel.setOption(.autoRead, value: true).get()
            let received = await stdout.readToEnd()

            let head = received.count - 50_000 * pieces
            #expect(head > 0 && head < 200)
            #expect(!fixture.log.lines.entries.contains { $0.contains("dropped") })
        }
    }

    @Test("that nobody opens lose the oldest output, told once at the end")
    func dropping() async throws {
        try await ServerFixture.serving(ServerFixture { $0.streams.bufferedOutput = 1000 }) { fixture in
            let client = try await fixture.run(process)
            for piece in 0..<10 { process.stdout.write(Array(repeating: UInt8(piece), count: 500)) }
            await fixture.scheduler.delays.wait(for: .seconds(5))
            #expect(process.stdout.unread > 0)

            fixture.scheduler.pass(.seconds(5))
            process.exit(0)
            _ = await client.readToEnd()
            await process.events.wait(for: .detached)

            let stdout = try await fixture.open("1/stdout")
            #expect(await stdout.readToEnd() == Array(repeating: 8, count: 500) + Array(repeating: 9, count: 500))
            let dropped = fixture.log.lines.entries.filter { $0.contains("process.output.dropped") }
            #expect(dropped.count == 1)
            #expect(dropped.first?.contains("bytes=4000") == true)
        }
    }

    @Test("that come late get what is there, for a while, and once")
    func lateReaders() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(process)
            process.stdout.write("kept")
            process.stderr.write("kept too")
            process.exit(0)
            _ = await client.readToEnd()
            await fixture.scheduler.delays.wait(for: .seconds(60))

            #expect(await (try fixture.open("1/stdout")).readToEnd() == Array("kept".utf8))
            #expect(await (try fixture.open("1/stdout")).readToEnd().isEmpty)
            fixture.scheduler.pass(.seconds(60))
            #expect(await (try fixture.open("1/stderr")).readToEnd().isEmpty)
        }
    }

    @Test("of streams that never were end at once")
    func unknownStream() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.open("999/stdout")

            #expect(await client.readToEnd().isEmpty)
            #expect(fixture.backend.found.calls.isEmpty)
        }
    }

    @Test("that are lost leave the rest to the next")
    func readerGone() async throws {
        try await ServerFixture.serving { fixture in
            _ = try await fixture.run(process)
            let first = try await fixture.open("1/stdout")
            process.stdout.write("1")
            #expect(await first.read(1) == "1")
            await first.close()

            process.stdout.write("2")
            process.stdout.write("3")
            let second = try await fixture.open("1/stdout")

            #expect(await second.read(2) == "23")
            process.exit(0)
        }
    }

    @Test("of the same stream share its output")
    func twoReaders() async throws {
        try await ServerFixture.serving { fixture in
            _ = try await fixture.run(process)
            let readers = [try await fixture.open("1/stdout"), try await fixture.open("1/stdout")]

            for piece in 0..<100 as Range<UInt8> { process.stdout.write([piece]) }
            process.exit(0)

            let received = await readers[0].readToEnd() + readers[1].readToEnd()
            #expect(received.sorted() == Array(0..<100))
        }
    }

    @Test("ignore what their client sends")
    func input() async throws {
        try await ServerFixture.serving { fixture in
            _ = try await fixture.run(process)
            let stdout = try await fixture.open("1/stdout")

            try await stdout.send("anything")
            try await stdout.halfClose()
            process.stdout.write("out")

            #expect(await stdout.read(3) == "out")
            process.exit(0)
        }
    }
}
