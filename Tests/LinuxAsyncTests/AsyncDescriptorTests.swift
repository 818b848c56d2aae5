import Glibc
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Descriptors for tasks")
struct AsyncDescriptorTests {
    private let system: AsyncSystem

    init() throws { system = try TestSystem.shared.get() }

    private func makePipe() throws -> (read: AsyncDescriptor, write: AsyncDescriptor) {
        let pipe = try Pipe.make()
        return (AsyncDescriptor(owning: pipe.read, system: system), AsyncDescriptor(owning: pipe.write, system: system))
    }

    @Test("carry more than fits a pipe, then the end")
    func carry() async throws {
        let pipe = try makePipe()
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        async let written: Void = {
            try await pipe.write.write(bytes)
            pipe.write.close()
        }()

        var received: [UInt8] = []
        while true {
            let part = try await pipe.read.read(upTo: 100_000)
            if part.isEmpty { break }
            received += part
        }
        try await written

        #expect(received == bytes)
    }

    @Test(
        "a reader learns that its descriptor was closed, whose number may be another file's by then", arguments: 0..<50)
    func closedWhileWaited(_: Int) async throws {
        let pipe = try makePipe()
        let other = try makePipe()
        let waiting = Task { try await pipe.read.read(upTo: 1) }
        async let alsoWaiting = other.read.read(upTo: 1)

        pipe.read.close()
        let third = try makePipe()
        async let onTheSameNumber = third.read.read(upTo: 1)
        try await third.write.write([3])
        try await other.write.write([2])

        await #expect(throws: AsyncSystemError.closed) { try await waiting.value }
        #expect(try await alsoWaiting == [2])
        #expect(try await onTheSameNumber == [3])
        await #expect(throws: AsyncSystemError.closed) { try await pipe.read.read(upTo: 1) }
    }

    @Test("a cancelled reader takes nothing from the next", arguments: 0..<50)
    func cancelledReader(_: Int) async throws {
        let pipe = try makePipe()
        let first = Task { try await pipe.read.read(upTo: 10) }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }

        async let second = pipe.read.read(upTo: 10)
        try await pipe.write.write([5])

        #expect(try await second == [5])
    }

    @Test("writing to a pipe that nobody reads is an error")
    func brokenPipe() async throws {
        let pipe = try makePipe()
        pipe.read.close()

        // More than fits: a child that another test is just starting may have the read end for another moment.
        let bytes = [UInt8](repeating: 1, count: 1 << 20)
        let error = await #expect(throws: LinuxError.self) { try await pipe.write.write(bytes) }

        #expect(error?.errno == .brokenPipe)
    }

    @Test("end when empty, once told so, with all that was written before", arguments: [true, false])
    func endWhenEmpty(readerWaits: Bool) async throws {
        let pipe = try makePipe()
        try await pipe.write.write([1, 2, 3])
        var received = try await pipe.read.read(upTo: 2)
        if !readerWaits { pipe.read.endWhenEmpty() }
        received += try await pipe.read.read(upTo: 2)

        async let last = pipe.read.read(upTo: 2)
        if readerWaits { pipe.read.endWhenEmpty() }

        #expect(try await last == [])
        #expect(received == [1, 2, 3])
        pipe.write.close()
    }

    @Test("a reader for whom empty was the end can wait again")
    func waitAgain() async throws {
        let pipe = try makePipe()
        pipe.read.endWhenEmpty()
        #expect(try await pipe.read.read(upTo: 1) == [])

        pipe.read.waitAgainWhenEmpty()
        async let next = pipe.read.read(upTo: 1)
        try await pipe.write.write([7])

        #expect(try await next == [7])
    }
}
