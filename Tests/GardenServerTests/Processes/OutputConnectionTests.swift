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

    @Test("take nothing from the process that their client does not read")
    func backPressure() async throws {
        try await ServerFixture.serving { fixture in
            _ = try await fixture.run(process)
            let stdout = try await fixture.open("1/stdout", reads: false)
            let pieces = 400
            let piece = Array(repeating: 1, count: 50_000) as [UInt8]

            for _ in 0..<pieces { process.stdout.write(piece) }
            process.exit(0)
            #expect(process.stdout.unread > pieces / 2)
            try await stdout.channel.setOption(.autoRead, value: true).get()
            let received = await stdout.readToEnd()

            let head = received.count - 50_000 * pieces
            #expect(head > 0 && head < 200)
            #expect(process.stdout.unread == 0)
            #expect(process.stdout.misuses.entries.isEmpty)
        }
    }

    @Test("that nobody opens leave all to the backend, which gets it back after a while")
    func unopened() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(process)
            for piece in 0..<10 { process.stdout.write(Array(repeating: UInt8(piece), count: 500)) }
            process.exit(0)
            _ = await client.readToEnd()
            await fixture.scheduler.delays.wait(for: .seconds(60))

            #expect(process.stdout.unread == 10)
            #expect(process.events.entries.isEmpty)
            fixture.scheduler.pass(.seconds(60))
            await process.events.wait(for: .detached)

            #expect(process.stdout.unread == 10)
            #expect(process.stdout.deliveries.entries.isEmpty)
            #expect(await (try fixture.open("1/stdout")).readToEnd().isEmpty)
        }
    }

    @Test("that are read when the time for late ones is over get all")
    func slowLateReader() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.run(process)
            process.exitKeepingOutput(0)
            _ = await client.readToEnd()
            await fixture.scheduler.delays.wait(for: .seconds(60))
            let stdout = try await fixture.open("1/stdout")
            process.stdout.write("1")
            #expect(await stdout.read(1) == "1")

            fixture.scheduler.pass(.seconds(60))
            #expect(process.events.entries.isEmpty)
            process.stdout.write("2")
            #expect(await stdout.read(1) == "2")
            process.stdout.end()

            #expect(await stdout.readToEnd().isEmpty)
            await process.events.wait(for: .detached)
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
            #expect(process.stdout.misuses.entries.isEmpty)
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
