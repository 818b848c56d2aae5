import GuardianTestSupport
import JSON
import Testing

@Suite("A stream of JSON values")
struct StreamTests {
    private static let sample = Array(
        #"{"a":"}\"]\\","b":[1,{"c":null}]}[ ]"x\\" "\"y"12 -0.5e3{} true [3]null"é\u00e9"{ }   false[[]]7"#.utf8)

    private static let values =
        #"[{"a":"}\"]\\","b":[1,{"c":null}]},[],"x\\","\"y",12,-0.5e3,{},true,[3],null,"éé",{},false,[[]],7]"#

    /// What is read from `pieces`, each read as far as possible before the next one comes.
    private func read(_ pieces: [[UInt8]]) throws -> [JSONValue] {
        var stream = JSONValueStream()
        var values: [JSONValue] = []
        for piece in pieces {
            stream.append(piece)
            while let value = try stream.next() { values.append(value) }
        }
        try stream.finish()
        while let value = try stream.next() { values.append(value) }
        return values
    }

    @Test("gives the same values wherever it is cut in two")
    func twoPieces() throws {
        let values = try #require(try JSONValue(parsing: Self.values).array)
        for cut in 0...Self.sample.count {
            let pieces = [Array(Self.sample[..<cut]), Array(Self.sample[cut...])]

            #expect(try read(pieces) == values, "cut at \(cut)")
        }
    }

    @Test("gives the same values byte by byte")
    func bytes() throws {
        let values = try #require(try JSONValue(parsing: Self.values).array)

        #expect(try read(Self.sample.map { [$0] }) == values)
    }

    @Test("gives the same values in any pieces")
    func anyPieces() throws {
        let values = try #require(try JSONValue(parsing: Self.values).array)
        var random = SplitMix64(seed: 3)
        for _ in 0..<200 {
            let text = Self.sample + [0x20] + Self.sample
            var pieces: [[UInt8]] = []
            var start = 0
            while start < text.count {
                let end = min(text.count, start + random.size(upTo: 40))
                pieces.append(Array(text[start..<end]))
                start = end
            }

            #expect(try read(pieces) == values + values)
        }
    }

    @Test("keeps everything for finish when nobody reads before")
    func unread() throws {
        let values = try #require(try JSONValue(parsing: Self.values).array)
        var stream = JSONValueStream()
        stream.append(Self.sample)
        try stream.finish()
        try stream.finish()

        var read: [JSONValue] = []
        while let value = try stream.next() { read.append(value) }

        #expect(read == values)
    }

    @Test("has a value as soon as its last byte is there, and no sooner")
    func prompt() throws {
        var stream = JSONValueStream()

        stream.append(Array("{\"a\":[1]".utf8))
        #expect(try stream.next() == nil)
        stream.append(Array("}".utf8))
        #expect(try stream.next() == ["a": [1]])
        stream.append(Array("12".utf8))
        #expect(try stream.next() == nil)
        stream.append(Array("3\n".utf8))
        #expect(try stream.next() == 123)
        #expect(try stream.next() == nil)
    }

    @Test("may be empty", arguments: ["", " \n\t\r "])
    func empty(text: String) throws {
        #expect(try read([Array(text.utf8)]).isEmpty)
    }

    @Test(
        "that ends inside a value says so",
        arguments: ["{", "[1,", "\"abc", "\"abc\\", "{\"a\":1", "tru", "-", "[1] {", "1e"])
    func truncated(text: String) {
        #expect(throws: JSONError.truncated) { try read([Array(text.utf8)]) }
    }

    @Test(
        "says what is wrong, and where in the stream",
        arguments: [
            ("{} ]", "]", 3), ("}", "}", 0), ("[1] , 2", ",", 4), ("{\"a\" 1}", "1", 5), ("[1}", "}", 2),
            ("[] truex ", "x", 7), ("tru [", " ", 3), ("01 ", "1", 1), ("[\"\u{1}\"]", "\u{1}", 2), ("{]", "]", 1),
            ("1 2 nul!", "!", 7), ("x", "x", 0),
        ] as [(String, Unicode.Scalar, Int)])
    func malformed(text: String, byte: Unicode.Scalar, offset: Int) {
        let error = JSONError.unexpected(byte: UInt8(truncatingIfNeeded: byte.value), offset: offset)

        #expect(throws: error) { try read([Array(text.utf8)]) }
        #expect(throws: error) { try read(text.utf8.map { [$0] }) }
    }

    @Test("gives what came before a fault, and nothing after it")
    func fault() throws {
        var stream = JSONValueStream()
        stream.append(Array("[1] [2] ] [3]".utf8))
        let error = JSONError.unexpected(byte: UInt8(ascii: "]"), offset: 8)

        #expect(throws: error) { try stream.finish() }

        #expect(try stream.next() == [1])
        #expect(try stream.next() == [2])
        stream.append(Array("[4]".utf8))
        #expect(throws: error) { try stream.next() }
        #expect(throws: error) { try stream.next() }
        #expect(throws: error) { try stream.finish() }
    }

    @Test("refuses a value over the limit before it is complete, and not the sum of small ones")
    func sizeLimit() throws {
        var stream = JSONValueStream(sizeLimit: 10)
        for _ in 0..<100 {
            stream.append(Array("   \"12345678\"\n".utf8))
            #expect(try stream.next() == "12345678")
        }
        stream.append(Array("[1,2,3,4,5".utf8))
        #expect(try stream.next() == nil)
        stream.append(Array(",".utf8))

        #expect(throws: JSONError.tooLong(limit: 10)) { try stream.next() }
        #expect("\(JSONError.tooLong(limit: 10))".contains("10"))
    }

    @Test("refuses nesting that could exhaust the stack before it is complete")
    func depth() throws {
        let limit = JSONParser.depthLimit
        let fitting = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
        var stream = JSONValueStream()
        stream.append(Array((fitting + String(repeating: "[", count: limit + 1)).utf8))

        #expect(try stream.next() != nil)
        #expect(throws: JSONError.tooDeep(limit: limit)) { try stream.next() }
    }

    @Test("takes time that grows with its length only, byte by byte too", .timeLimit(.minutes(1)))
    func linear() throws {
        let element = "{\"key\":\"value\"},"
        let text = "[" + String(repeating: element, count: 10_000) + "0]"
        var stream = JSONValueStream()
        var found: JSONValue?
        for byte in text.utf8 {
            stream.append([byte])
            if let value = try stream.next() { found = value }
        }

        #expect(found?.array?.count == 10_001)
    }

    @Test("gives many small values in one piece in linear time", .timeLimit(.minutes(1)))
    func manyValues() throws {
        var stream = JSONValueStream()
        stream.append(Array(String(repeating: "[]", count: 300_000).utf8))

        var count = 0
        while try stream.next() != nil { count += 1 }

        #expect(count == 300_000)
    }

    @Test("bears any damage")
    func damage() {
        let run = FuzzRun()
        for number in run.cases {
            var random = run.random(number)
            let pieces = random.packets(random.damage(Self.sample))
            // To parse it or to throw is right; to trap is not.
            _ = Result { try read(pieces) }
        }
    }
}
