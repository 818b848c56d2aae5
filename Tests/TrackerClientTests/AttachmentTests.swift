import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage
import Testing

@testable import TrackerClient

@Suite("Clients of one process")
struct AttachmentTests {
    private typealias Ends = FakeTracker.ProcessEnds

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("each get all that is written, and what one has delivered nobody gets who comes later")
    func fanOut() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (first, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }
        let second = try await tracker.attach("p")
        async let parts = [first.standardOutput.read(), second.standardOutput.read()]
        try ends.write("one")

        #expect(try await parts.map(text) == ["one", "one"])
        first.standardOutput.delivered(3)
        try ends.write("two")
        let third = try await tracker.attach("p")

        #expect(try await text(third.standardOutput.read()) == "two")
        #expect(try await text(second.standardOutput.read()) == "two")
        second.standardOutput.delivered(6)
        #expect(try ends.unreadOutput() == 0)
    }

    @Test("miss nothing that comes while they are about to wait for it")
    func racing() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (process, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }
        let total = 3000
        let writer = Task.detached {
            for _ in 0..<total {
                try ends.write("x")
                await Task.yield()
            }
        }

        var count = 0
        while count < total {
            let bytes = try await process.standardOutput.read()
            process.standardOutput.delivered(bytes.count)
            count += bytes.count
        }

        try await writer.value
        #expect(count == total)
    }

    @Test("who are slow, or dead, hold up nobody else")
    func slow() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (fast, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }
        let (slow, dead) = (try await tracker.attach("p"), try await tracker.attach("p"))
        async let begun = [slow.standardOutput.read(), dead.standardOutput.read()]
        try ends.write("a")
        _ = try await begun
        let waiting = Task { try await dead.standardError.read() }

        for number in 0..<20 {
            #expect(try await text(fast.standardOutput.read()) == (number == 0 ? "a" : "b"))
            fast.standardOutput.delivered(1)
            if number == 5 { dead.detach() }
            try ends.write("b")
        }

        await #expect(throws: AsyncSystemError.closed) { try await waiting.value }
        await #expect(throws: AsyncSystemError.closed) { try await dead.standardOutput.read() }
        for _ in 0..<19 { #expect(try await text(slow.standardOutput.read()) == "b") }
    }

    @Test("that pause give the stream back, and what they did not deliver comes again, once")
    func pause() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (process, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }
        try ends.write("abc")
        #expect(try await text(process.standardOutput.read()) == "abc")
        process.standardOutput.delivered(1)

        process.standardOutput.pause()
        guard case .release(let release, _, .standardOutput) = try await fake.next() else {
            throw FakeTracker.Unexpected()
        }
        try ends.write("d")
        let reading = Task { try await process.standardOutput.read() }
        try fake.send(.done(release))
        try await fake.open("p", .standardOutput, live: ends.output)

        #expect(try await text(reading.value) == "bcd")
        process.standardOutput.delivered(3)
        #expect(try ends.unreadOutput() == 0)
    }

    @Test("get the tail before what comes from the process, and the end behind it, whoever has the pipe")
    func tail() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let ends = try Ends()
        defer { ends.close() }
        let tail = try Pipe.make()
        defer { for end in [tail.read, tail.write] { end.closeIgnoringErrors() } }
        _ = try tail.write.writeAll(Array("old".utf8))
        try ends.write("new")
        let process = try await fake.attach("p", .exited(.exited(3)), by: tracker)
        let reading = Task { try await process.standardOutput.read() }
        try await fake.open("p", .standardOutput, tail: tail.read, live: ends.output, dropped: 7)

        #expect(try await text(reading.value) == "old")
        process.standardOutput.delivered(3)
        #expect(try await text(process.standardOutput.read()) == "new")
        process.standardOutput.delivered(3)
        #expect(try await process.standardOutput.read() == [])
        guard case .release = try await fake.next() else { throw FakeTracker.Unexpected() }
        #expect(try await process.standardOutput.read() == [])
        #expect(try await process.wait() == .exited(3))
        var events = tracker.events.makeAsyncIterator()
        #expect(await events.next() == .outputDropped(id: "p", .standardOutput, bytes: 7))
    }

    @Test("who do not come to read in the first moments leave the process to the tracker, and may come later")
    func grace() async throws {
        let isOver = Latch<Void>()
        let time = TrackerTime(patience: .seconds(86_400)) { duration in
            // Looking after deliveries is not this test's.
            try await (duration == .seconds(5) ? isOver : Latch<Void>()).valueUnlessCancelled()
        }
        let (fake, tracker) = try await FakeTracker.connected(time)
        let (process, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }

        isOver.resolve(.success(()))
        var released: Set<OutputKind> = []
        for _ in 0..<2 {
            guard case .release(let number, _, let kind) = try await fake.next() else {
                throw FakeTracker.Unexpected()
            }
            released.insert(kind)
            try fake.send(.done(number))
        }
        let reading = Task { try await process.standardOutput.read() }
        try await fake.open("p", .standardOutput, live: ends.output)
        try ends.write("x")

        #expect(released == [.standardOutput, .standardError])
        #expect(try await text(reading.value) == "x")
    }

    @Test("of whom none delivers anything hold the process up no longer when the time is over")
    func stalled() async throws {
        // The first moments, which are not this test's, never end.
        let isOver = Latch<Void>()
        let time = TrackerTime(patience: .seconds(86_400)) { duration in
            if duration != .seconds(10) { try await Latch<Void>().valueUnlessCancelled() }
            try await isOver.valueUnlessCancelled()
            // It is over at once from now on, and others have to have their turn.
            await Task.yield()
        }
        let (fake, tracker) = try await FakeTracker.connected(time)
        let (process, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 1000) }
        let writer = AsyncDescriptor(owning: try ends.duplicateOfOutput(), system: try FakeTracker.system.get())
        let writing = Task { try await writer.write(bytes) }
        var received = try await process.standardOutput.read()

        isOver.resolve(.success(()))
        try await writing.value
        while received.count < bytes.count {
            received += try await process.standardOutput.read()
            if received.count == bytes.count { process.standardOutput.delivered(received.count) }
        }

        #expect(received == bytes)
    }

    @Test("who cancel a read lose nothing by it")
    func cancelled() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (process, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }
        let reading = Task { try await process.standardOutput.read() }

        reading.cancel()
        await #expect(throws: CancellationError.self) { try await reading.value }
        try ends.write("x")

        #expect(try await text(process.standardOutput.read()) == "x")
    }

    @Test("that are all gone leave nothing of it here: the tracker is asked anew, and closed streams are its")
    func forgotten() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let ends: Ends
        do {
            let process: ProcessAttachment
            (process, ends) = try await fake.run("p", by: tracker)
            withExtendedLifetime(process) {}
        }
        defer { ends.close() }
        var requests: [TrackerRequest] = []
        for _ in 0..<2 { requests.append(try await fake.next()) }

        let pid = try #require(PID(rawValue: 7))
        let again = try await fake.attach("p", .running(pid), by: tracker)

        let areReleases = requests.allSatisfy { if case .release = $0 { true } else { false } }
        #expect(areReleases)
        #expect(again.pid == pid)
    }

    @Test("find nobody where the tracker knows nobody")
    func unknown() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let attaching = Task { try await tracker.attach("p") }
        guard case .attach(let number, _) = try await fake.next() else { throw FakeTracker.Unexpected() }

        try fake.send(.failed(number, TrackerFailure(.unknownProcess, "unknown process: p")))

        await #expect(throws: TrackerError.unknownProcess("p")) { try await attaching.value }
        await #expect(throws: TrackerError.unknownProcess("../p")) { try await tracker.attach("../p") }
    }

    @Test("of a name that is another's now have what they had; who attaches gets the new one")
    func reused() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (old, oldEnds) = try await fake.run("p", by: tracker)
        defer { oldEnds.close() }
        try oldEnds.write("old")
        try fake.send(.exited(try #require(ProcessName("p")), .exited(1)))
        #expect(try await old.wait() == .exited(1))
        let (new, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }

        let attached = try await tracker.attach("p")
        #expect(new.process === attached.process)
        try ends.write("new")

        #expect(try await text(attached.standardOutput.read()) == "new")
        #expect(try await text(old.standardOutput.read()) == "old")
        old.standardOutput.delivered(3)
        #expect(try await old.standardOutput.read() == [])
        // Neither reaches the new one.
        try await old.signal(.kill)
        old.detach()
        attached.standardOutput.pause()
        guard case .release(_, _, .standardOutput) = try await fake.next() else { throw FakeTracker.Unexpected() }
    }

    @Test("whose tracker ends read what they have, and cannot have more")
    func trackerGone() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (process, ends) = try await fake.run("p", by: tracker)
        try ends.write("x")

        fake.close()

        await #expect(throws: TrackerError.trackerGone) { try await process.wait() }
        #expect(try await text(process.standardOutput.read()) == "x")
        process.standardOutput.delivered(1)
        ends.close()
        #expect(try await process.standardOutput.read() == [])
        process.standardError.pause()
        await #expect(throws: TrackerError.trackerGone) { try await tracker.attach("q") }
    }

    @Test("change the size of its terminal while it lives")
    func resize() async throws {
        let (fake, tracker) = try await FakeTracker.connected()
        let (process, ends) = try await fake.run("p", by: tracker)
        defer { ends.close() }
        let size = TerminalSize(columns: 100, rows: 40)
        let resizing = Task { try await process.resize(size) }
        guard case .resize(let number, _, size) = try await fake.next() else { throw FakeTracker.Unexpected() }
        try fake.send(.done(number))
        try await resizing.value

        try fake.send(.exited(try #require(ProcessName("p")), .exited(0)))
        _ = try await process.wait()

        try await process.resize(size)
    }
}
