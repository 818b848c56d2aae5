import Garden
import GuardianTestSupport
import Linux
import LinuxAsync
import Testing

@testable import RunDMC

@Suite("An archive on its way out")
struct PackedArchiveTests {
    private let killed = ArchiverEnding.failed(
        "the archiver was killed, as when the container is destroyed or out of memory")

    private func bytes(of archive: PackedArchive) async throws -> Int {
        var count = 0
        while true {
            let bytes = try await archive.read()
            if bytes.isEmpty { return count }
            count += bytes.count
        }
    }

    @Test("comes whole, and ends for good")
    func whole() async throws {
        let standIn = try StandInArchiver("head -c 3000000 /dev/zero")
        let archive = try await PackedArchive.open(standIn.start(.outOf))

        #expect(try await bytes(of: archive) == 3_000_000)

        #expect(try await archive.read() == [])
        await archive.close()
    }

    @Test(
        "that does not begin is an error instead of an archive of nothing",
        arguments: [
            ("echo '/nowhere: No such file or directory' >&2; exit 1", "/nowhere: No such file or directory"),
            ("exit 0", "the archiver packed nothing"),
            ("exec >&-; echo late >&2; exit 1", "late"),
        ])
    func noBeginning(script: String, reason: String) async throws {
        let standIn = try StandInArchiver(script)

        await #expect(throws: ArchiveError(.outOf, .failed(reason))) {
            _ = try await PackedArchive.open(standIn.start(.outOf))
        }
    }

    @Test("that breaks off throws behind what there is, every time")
    func brokenOff() async throws {
        let standIn = try StandInArchiver("head -c 200000 /dev/zero; echo 'input/output error' >&2; exit 1")
        let archive = try await PackedArchive.open(standIn.start(.outOf))
        var count = 0

        await #expect(throws: ArchiveError(.outOf, .failed("input/output error"))) {
            while true { count += try await archive.read().count }
        }

        #expect(count == 200_000)
        await #expect(throws: ArchiveError(.outOf, .failed("input/output error"))) { _ = try await archive.read() }
        await archive.close()
    }

    @Test("that nobody reads is packed no further than the pipe is wide")
    func backPressure() async throws {
        let standIn = try StandInArchiver("while head -c 65536 /dev/zero; do echo x >>${0%gdn-tar}file; done")
        let archive = try await PackedArchive.open(standIn.start(.outOf))

        for _ in 0..<1000 { await Task.yield() }

        let pieces = Files.exists(standIn.file) ? try standIn.text().split(separator: "\n").count : 0
        // What the pipe holds, and what was read of it to see whether there is an archive.
        #expect(pieces <= 16 + 4)
        await archive.close()
    }

    @Test("is over when it is closed, however often, and its archiver is reaped")
    func closed() async throws {
        let standIn = try StandInArchiver("head -c 100000 /dev/zero; exec sleep 1000")
        let archiver = try await standIn.start(.outOf)
        let archive = try await PackedArchive.open(archiver)

        await archive.close()
        await archive.close()

        #expect(await archiver.ended() == killed)
        await #expect(throws: ArchiveError(.outOf, .closed)) { _ = try await archive.read() }
    }

    @Test("that is closed while it is read ends the read")
    func closedWhileRead() async throws {
        let standIn = try StandInArchiver("echo begin; exec sleep 1000")
        let archive = try await PackedArchive.open(standIn.start(.outOf))
        _ = try await archive.read()
        let reading = Task { try await archive.read() }
        for _ in 0..<100 { await Task.yield() }

        await archive.close()

        await #expect(throws: ArchiveError(.outOf, .closed)) { _ = try await reading.value }
    }

    @Test("is given up when its task is cancelled before it begins")
    func cancelledBeforeItBegins() async throws {
        let standIn = try StandInArchiver("exec sleep 1000")
        let archiver = try await standIn.start(.outOf)
        let opening = Task { try await PackedArchive.open(archiver) }

        opening.cancel()

        await #expect(throws: CancellationError.self) { _ = try await opening.value }
        #expect(await archiver.ended() == killed)
    }

    @Test("ends its read when the task is cancelled, also while only the archiver's end is waited for")
    func cancelledAtTheEnd() async throws {
        let standIn = try StandInArchiver("echo begin; exec >&-; exec sleep 1000")
        let archive = try await PackedArchive.open(standIn.start(.outOf))
        _ = try await archive.read()
        let reading = Task { try await archive.read() }
        for _ in 0..<100 { await Task.yield() }

        reading.cancel()

        await #expect(throws: CancellationError.self) { _ = try await reading.value }
        await archive.close()
    }
}
