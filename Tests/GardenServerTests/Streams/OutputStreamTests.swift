import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Output stream", .timeLimit(.minutes(1)))
struct OutputStreamTests {
    private let output = FakeProcessOutput()
    private let reader = FakeReader()
    private let holder = FakeReader(holding: true)
    private let failures = Recorder<String>()
    private let over = Recorder<Int>()
    private let stream: OutputStream

    init() {
        stream = OutputStream(output) { [failures] in failures.record("\($0)") }
        stream.whenOver { [over] in over.record(1) }
    }

    @Test("asks for nothing before somebody reads")
    func unread() {
        output.write("a")

        #expect(!output.isBeingRead)
        #expect(output.deliveries.entries.isEmpty)
    }

    @Test("asks for the next piece when the one before has arrived")
    func stopAndWait() async {
        output.write("a")
        output.write("b")
        stream.open(holder)
        await holder.sent.wait(for: "a")

        #expect(output.deliveries.entries.isEmpty)
        #expect(holder.sent.entries == ["a"])
        holder.take()
        await output.deliveries.wait(for: 2)

        #expect(holder.sent.entries == ["a", "b"])
        #expect(output.misuses.entries.isEmpty)
    }

    @Test("gives its readers pieces in turn")
    func turns() async {
        let other = FakeReader()
        stream.open(reader)
        stream.open(other)

        for (index, piece) in ["a", "b", "c", "d"].enumerated() {
            output.write(piece)
            await output.deliveries.wait(for: index + 1)
        }

        #expect(reader.sent.entries == ["a", "c"])
        #expect(other.sent.entries == ["b", "d"])
    }

    @Test("gives a piece whose reader vanished to the next one, whole")
    func vanished() async {
        output.write("a")
        stream.open(holder)
        await holder.sent.wait(for: "a")
        stream.open(reader)

        holder.vanish()
        await output.deliveries.wait(for: 1)

        #expect(reader.sent.entries == ["a"])
        #expect(holder.ends.entries == [1])
        #expect(output.pauses.entries.isEmpty)
    }

    @Test("gives back what was read when the last reader vanishes, and the next one begins there")
    func givenBack() async {
        output.write("a")
        output.write("b")
        stream.open(holder)
        await holder.sent.wait(for: "a")

        holder.vanish()
        await output.pauses.wait { !$0.isEmpty }
        #expect(output.deliveries.entries.isEmpty)
        stream.open(reader)
        await output.deliveries.wait(for: 2)

        #expect(reader.sent.entries == ["a", "b"])
        #expect(output.misuses.entries.isEmpty)
    }

    @Test("stops waiting for the process when the last reader goes")
    func futileRead() async {
        stream.open(reader)
        await output.waits.wait { !$0.isEmpty }

        stream.leave(reader)
        await output.pauses.wait { !$0.isEmpty }

        #expect(!output.isBeingRead)
        #expect(reader.ends.entries == [1])
        #expect(failures.entries.isEmpty)
        #expect(over.entries.isEmpty)
    }

    @Test("gives a reader that goes the piece that it is getting")
    func lastPiece() async {
        output.write("a")
        output.write("b")
        stream.open(holder)
        await holder.sent.wait(for: "a")

        stream.leave(holder)
        #expect(holder.ends.entries.isEmpty)
        holder.take()
        await output.pauses.wait { !$0.isEmpty }

        #expect(output.deliveries.entries == [1])
        #expect(holder.sent.entries == ["a"])
        #expect(holder.ends.entries == [1])
    }

    @Test(
        "ends its readers once it was read to its end and the client knows of the process's, in either order",
        arguments: [true, false])
    func end(toldFirst: Bool) async {
        stream.open(reader)
        output.write("a")
        await output.deliveries.wait(for: 1)

        if toldFirst { stream.tellEnd() } else { output.end() }
        #expect(reader.ends.entries.isEmpty)
        if toldFirst { output.end() } else { stream.tellEnd() }
        await over.wait(for: 1)

        #expect(reader.ends.entries == [1])
        #expect(output.pauses.entries.isEmpty)
    }

    @Test("ends a reader at once that comes when it is over")
    func lateReader() async {
        stream.close()
        await over.wait(for: 1)

        stream.open(reader)

        #expect(reader.ends.entries == [1])
        #expect(!output.isBeingRead)
    }

    @Test("is closed behind the piece that is being sent")
    func closing() async {
        output.write("a")
        stream.open(holder)
        await holder.sent.wait(for: "a")

        stream.close()
        #expect(over.entries.isEmpty)
        holder.take()
        await over.wait(for: 1)

        #expect(output.deliveries.entries == [1])
        #expect(holder.ends.entries == [1])
    }

    @Test("is closed at once when it must be, and nothing of the piece counts as delivered")
    func cutting() async {
        output.write("a")
        stream.open(holder)
        await holder.sent.wait(for: "a")

        stream.close(cut: true)
        await over.wait(for: 1)

        #expect(output.deliveries.entries.isEmpty)
        #expect(output.unread == 1)
    }

    @Test("that admits no more is over with its last reader")
    func lastReader() async {
        stream.open(reader)
        await output.waits.wait { !$0.isEmpty }
        stream.admitNoMore()
        let late = FakeReader()
        stream.open(late)

        #expect(late.ends.entries == [1])
        #expect(over.entries.isEmpty)
        stream.leave(reader)

        await over.wait(for: 1)
    }

    @Test("that admits no more and has no reader is over")
    func noReader() {
        stream.admitNoMore()

        #expect(over.entries == [1])
    }

    @Test("that cannot be read is told of, and ends")
    func failure() async {
        let stream = OutputStream(BrokenOutput()) { [failures] in failures.record("\($0)") }
        stream.tellEnd()

        stream.open(reader)
        await reader.ends.wait(for: 1)

        #expect(failures.entries == ["\(GardenError.failed("no"))"])
    }

    @Test("loses and doubles nothing, however its readers come and go")
    func comingAndGoing() async {
        let pieces = (0..<300).map { "\($0) " }
        for piece in pieces { output.write(piece) }
        output.end()
        stream.tellEnd()
        var kept: [String] = []

        var visit = 0
        while output.unread > 0 {
            visit += 1
            let visitor = FakeReader(holding: true)
            stream.open(visitor)
            await visitor.sent.wait { !$0.isEmpty }
            // Every third vanishes with a piece in its hands.
            if visit.isMultiple(of: 3) {
                visitor.vanish()
            } else {
                kept += visitor.sent.entries
                stream.leave(visitor)
                visitor.take()
            }
            let visits = visit
            await output.pauses.wait { $0.count == visits }
        }
        stream.open(reader)
        await over.wait(for: 1)

        #expect(kept == pieces)
        #expect(reader.sent.entries.isEmpty)
        #expect(output.misuses.entries.isEmpty)
    }
}

/// An output that cannot be read.
private struct BrokenOutput: ProcessOutput {
    func read() async throws -> [UInt8] { throw GardenError.failed("no") }
}
