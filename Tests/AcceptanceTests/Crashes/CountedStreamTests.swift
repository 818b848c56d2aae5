import Testing

@Suite("A counted stream")
struct CountedStreamTests {
    private static let text = Array("10000001\n10000002\n10000003\n10000004\n".utf8)

    @Test("is whole however it is cut", arguments: 1...36)
    func pieces(size: Int) throws {
        var stream = CountedStream()
        for start in stride(from: 0, to: Self.text.count, by: size) {
            try stream.take(Array(Self.text[start..<min(start + size, Self.text.count)]))
        }

        #expect(stream.lines == 4)
        #expect(stream.repetitions == [])
    }

    @Test("finds its place again after each new connection, and says what came twice", arguments: 0...18, 0...18)
    func reconnected(before: Int, after: Int) throws {
        var stream = CountedStream()
        try stream.take(Array(Self.text[..<before]))
        stream.reconnected()

        if after > before {
            #expect(throws: CountedStreamError.missing(from: before, to: after)) {
                try stream.take(Array(Self.text[after...]))
            }
        } else {
            try stream.take(Array(Self.text[after...]))
            #expect(stream.length == Self.text.count)
            #expect(stream.repetitions == (after < before ? [before - after] : []))
        }
    }

    @Test("takes what comes twice in pieces, too", arguments: 1...36)
    func repeatedInPieces(size: Int) throws {
        var stream = CountedStream()
        try stream.take(Array(Self.text[..<27]))
        stream.reconnected()

        for start in stride(from: 0, to: Self.text.count, by: size) {
            try stream.take(Array(Self.text[start..<min(start + size, Self.text.count)]))
        }

        #expect(stream.lines == 4)
        #expect(stream.repetitions == [27])
    }

    @Test("loses nothing of connections that are too short to tell their place")
    func shortConnections() throws {
        var stream = CountedStream()
        for start in stride(from: 0, to: 18, by: 3) {
            stream.reconnected()
            try stream.take(Array(Self.text[start..<(start + 3)]))
        }
        stream.reconnected()
        try stream.take(Array(Self.text[18...]))

        #expect(stream.lines == 4)
        #expect(stream.repetitions == [])
    }

    @Test("does not take other bytes for its own")
    func wrong() throws {
        var stream = CountedStream()
        try stream.take(Self.text)

        #expect(throws: CountedStreamError.self) { try stream.take(Array("10000006\n".utf8)) }
    }

    @Test("knows its end, though it is too short to tell its place")
    func shortEnd() throws {
        var stream = CountedStream()
        try stream.take(Array(Self.text[..<30]))
        stream.reconnected()

        try stream.take(Array(Self.text[30...]))
        #expect(stream.length == 30)
        try stream.ended()

        #expect(stream.length == Self.text.count)
    }
}
