import Garden
import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@testable import RunDMC

@Suite("An archive on its way in")
struct IncomingArchiveTests {
    private let megabyte = [UInt8](repeating: 7, count: 1 << 20)

    @Test("arrives whole, and is done when the archiver is")
    func whole() async throws {
        let standIn = try StandInArchiver("cat >${0%gdn-tar}file")
        let source = FakeByteSource([megabyte, [1, 2, 3], megabyte])
        let archive = IncomingArchive(source: source, archiver: try await standIn.start(.into))

        #expect(try await archive.unpack() == .done)

        #expect(try Files.read(standIn.file) == megabyte + [1, 2, 3] + megabyte)
    }

    @Test("is read no faster than it is unpacked")
    func backPressure() async throws {
        let standIn = try StandInArchiver("exec sleep 1000")
        let source = FakeByteSource((0..<100).map { _ in [UInt8](repeating: 7, count: 1 << 20) })
        let archiver = try await standIn.start(.into)
        let unpacking = Task { try await IncomingArchive(source: source, archiver: archiver).unpack() }

        // The script reads nothing, and the pipe holds one piece.
        await source.events.wait { !$0.isEmpty }
        for _ in 0..<1000 { await Task.yield() }

        #expect(source.unread >= 98)
        archiver.kill()
        #expect(
            try await unpacking.value
                == .failed("the archiver was killed, as when the container is destroyed or out of memory"))
    }

    @Test("ends at once when the archiver fails, while the client says nothing")
    func earlyFailure() async throws {
        let standIn = try StandInArchiver("echo '/root/x: Permission denied' >&2; exit 1")
        let source = FakeByteSource()
        let archive = IncomingArchive(source: source, archiver: try await standIn.start(.into))

        #expect(try await archive.unpack() == .failed("/root/x: Permission denied"))
    }

    @Test("ends at once when the archiver fails, while the client has much to say")
    func failureInTheMiddle() async throws {
        let standIn = try StandInArchiver("head -c 100000 >/dev/null; echo 'no space left' >&2; exit 1")
        let source = FakeByteSource()
        for _ in 0..<20 { source.write(megabyte) }
        let archive = IncomingArchive(source: source, archiver: try await standIn.start(.into))

        #expect(try await archive.unpack() == .failed("no space left"))
    }

    @Test("that is damaged is told from an unpacking that failed")
    func damaged() async throws {
        let standIn = try StandInArchiver("echo 'it is damaged' >&2; exit 3")
        let archive = IncomingArchive(source: FakeByteSource(), archiver: try await standIn.start(.into))

        #expect(try await archive.unpack() == .refused("it is damaged"))
    }

    @Test("that breaks off is not unpacked: the archiver is killed, and the client's error counts")
    func brokenSource() async throws {
        let standIn = try StandInArchiver("cat >/dev/null; touch ${0%gdn-tar}file")
        let source = FakeByteSource()
        source.write([1, 2, 3])
        source.fail(GardenError.invalidRequest("broke off"))
        let archive = IncomingArchive(source: source, archiver: try await standIn.start(.into))

        await #expect(throws: GardenError.invalidRequest("broke off")) { _ = try await archive.unpack() }

        #expect(!Files.exists(standIn.file))
    }

    @Test("is read to its end even when the archiver has all it wants before")
    func trailingBytes() async throws {
        let standIn = try StandInArchiver("head -c 10 >/dev/null")
        let source = FakeByteSource((0..<5).map { _ in [UInt8](repeating: 7, count: 1 << 20) })
        let archive = IncomingArchive(source: source, archiver: try await standIn.start(.into))

        #expect(try await archive.unpack() == .done)

        #expect(source.unread == 0)
    }

    @Test("is given up when its task is cancelled, before and behind its last byte", arguments: [false, true])
    func cancelled(isSent: Bool) async throws {
        let standIn = try StandInArchiver("echo $$ >${0%gdn-tar}file; cat >/dev/null; exec sleep 1000")
        let source = FakeByteSource()
        source.write([1])
        if isSent { source.end() }
        let archiver = try await standIn.start(.into)
        let unpacking = Task { try await IncomingArchive(source: source, archiver: archiver).unpack() }
        await source.events.wait { !$0.isEmpty }

        unpacking.cancel()

        await #expect(throws: CancellationError.self) { _ = try await unpacking.value }
        #expect(await archiver.ended() != .done)
    }

    @Test("of nothing is the archiver's to judge")
    func empty() async throws {
        let standIn = try StandInArchiver("[ -n \"$(head -c 1)\" ] || { echo 'it is empty' >&2; exit 1; }")
        let archive = IncomingArchive(source: FakeByteSource([]), archiver: try await standIn.start(.into))

        #expect(try await archive.unpack() == .failed("it is empty"))
    }
}
