import Linux
import SystemPackage
import Testing

@testable import ProcessTracker

@Suite("An output that a tracker keeps")
struct KeptOutputTests {
    /// A pipe; the read end is the output's.
    private func pipe() throws -> (read: FileDescriptor, write: FileDescriptor) {
        try Pipe.make(nonBlockingRead: true, nonBlockingWrite: true)
    }

    private func read(_ descriptors: [FileDescriptor]) throws -> String {
        var bytes: [UInt8] = []
        for descriptor in descriptors {
            while let part = try descriptor.readNow(upTo: 1 << 16), !part.isEmpty { bytes += part }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("is left alone while somebody has it")
    func held() throws {
        let pipe = try pipe()
        defer { pipe.write.closeIgnoringErrors() }
        var output = KeptOutput(pipe.read, isHeld: true)
        defer { output.close() }
        try pipe.write.writeAll(Array("x".utf8))

        let isAtEnd = output.drain()
        let (opened, descriptors) = output.open()

        #expect(!isAtEnd)
        #expect(opened == OpenedOutput(hasLive: true))
        #expect(descriptors == [pipe.read])
        #expect(try read(descriptors) == "x")
    }

    @Test("has what was written before whoever opens it, in order, and what the last one left")
    func order() throws {
        let pipe = try pipe()
        defer { pipe.write.closeIgnoringErrors() }
        var output = KeptOutput(pipe.read, isHeld: false)
        defer { output.close() }

        try pipe.write.writeAll(Array("one ".utf8))
        _ = output.drain()
        let (first, _) = output.open()
        try pipe.write.writeAll(Array("two ".utf8))
        // Nothing was read.
        output.release()
        _ = output.drain()
        try pipe.write.writeAll(Array("three".utf8))
        let (second, descriptors) = output.open()

        #expect(first == OpenedOutput(hasTail: true, hasLive: true))
        #expect(second == first)
        #expect(try read(descriptors) == "one two three")
    }

    @Test("has no tail any more once everything was read")
    func emptied() throws {
        let pipe = try pipe()
        defer { pipe.write.closeIgnoringErrors() }
        var output = KeptOutput(pipe.read, isHeld: false)
        defer { output.close() }
        try pipe.write.writeAll(Array("one".utf8))
        _ = output.drain()
        let (_, descriptors) = output.open()
        _ = try read(descriptors)

        output.release()
        let (opened, _) = output.open()

        #expect(opened == OpenedOutput(hasLive: true))
    }

    @Test("loses the oldest bytes when nobody reads for long, and says how many, once")
    func dropped() throws {
        let pipe = try pipe()
        defer { pipe.write.closeIgnoringErrors() }
        var output = KeptOutput(pipe.read, isHeld: false)
        defer { output.close() }
        let total = 600_000
        var written = 0
        while written < total {
            let piece = (written..<min(written + 10_000, total)).map { UInt8(truncatingIfNeeded: $0 % 251) }
            written += try #require(try pipe.write.writeNow(piece[...]))
            _ = output.drain()
        }

        let (opened, descriptors) = output.open()
        var kept: [UInt8] = []
        for descriptor in descriptors {
            while let part = try descriptor.readNow(upTo: 1 << 16), !part.isEmpty { kept += part }
        }
        let (again, _) = output.open()

        #expect(Int(opened.droppedBytes) + kept.count == total)
        #expect(kept.count > 200_000)
        #expect(kept.count <= Int(TailPipe.capacity))
        #expect(kept == ((total - kept.count)..<total).map { UInt8(truncatingIfNeeded: $0 % 251) })
        #expect(again.droppedBytes == 0)
    }

    @Test("keeps small pieces as densely as large ones")
    func smallPieces() throws {
        let pipe = try pipe()
        defer { pipe.write.closeIgnoringErrors() }
        var output = KeptOutput(pipe.read, isHeld: false)
        defer { output.close() }

        for _ in 0..<20_000 {
            try pipe.write.writeAll(Array("12345678".utf8))
            _ = output.drain()
        }
        let (opened, descriptors) = output.open()

        #expect(opened.droppedBytes == 0)
        #expect(try read(descriptors).utf8.count == 160_000)
    }

    @Test("is over once it is at its end, everything was read, and nobody has it")
    func over() throws {
        let pipe = try pipe()
        var output = KeptOutput(pipe.read, isHeld: false)
        defer { output.close() }
        try pipe.write.writeAll(Array("last".utf8))
        pipe.write.closeIgnoringErrors()

        let isAtEnd = output.drain()
        output.finish()
        let wasOver = output.isOver
        let (opened, descriptors) = output.open()
        let text = try read(descriptors)
        let wasOverWhenRead = output.isOver
        output.release()

        #expect(isAtEnd)
        #expect(!wasOver)
        #expect(opened == OpenedOutput(hasTail: true))
        #expect(text == "last")
        #expect(!wasOverWhenRead)
        #expect(output.isOver)
    }

    @Test("that is not kept any more still takes what is written")
    func givenUp() throws {
        let pipe = try pipe()
        defer { pipe.write.closeIgnoringErrors() }
        var output = KeptOutput(pipe.read, isHeld: false)
        defer { output.close() }
        try pipe.write.writeAll(Array("one".utf8))
        _ = output.drain()

        output.stopKeeping()
        try pipe.write.writeAll(Array("two".utf8))
        _ = output.drain()
        let (opened, _) = output.open()

        #expect(opened == OpenedOutput(hasLive: true, droppedBytes: 3))
    }
}
