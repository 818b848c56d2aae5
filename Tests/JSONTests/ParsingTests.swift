import JSON
import Testing

@Suite("Parsing JSON")
struct ParsingTests {
    @Test(
        "reads every kind of value",
        arguments: [
            ("null", nil), ("true", true), ("false", false), ("0", 0), ("-12", -12), ("\"text\"", "text"),
            ("[]", []), ("[1, \"a\" ,null]", [1, "a", nil]), ("{}", [:]),
            (" \t\r\n{\"a\" : {\"b\":[true]}}", ["a": ["b": [true]]]),
        ] as [(String, JSONValue)])
    func values(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test("keeps integers exact to the ends of their range")
    func integers() throws {
        let value = try JSONValue(parsing: "[18446744073709551615,-9223372036854775808,18446744073709551616]")

        #expect(value[0]?.integer(as: UInt64.self) == .max)
        #expect(value[1]?.integer(as: Int64.self) == .min)
        #expect(value[2]?.integer(as: UInt64.self) == nil)
        #expect(value.description == "[18446744073709551615,-9223372036854775808,18446744073709551616]")
    }

    @Test("does not take fractions and exponents for integers", arguments: ["1.0", "1e3", "-0.5", "2E+1"])
    func noIntegers(text: String) throws {
        let value = try JSONValue(parsing: text)

        #expect(value.integer(as: Int.self) == nil)
        #expect(value.number?.double != nil)
    }

    @Test(
        "understands escapes and repairs what is no Unicode",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{08}\u{0C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"), (#""\ud83d\ude00""#, "😀"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\ude00""#, "\u{FFFD}"),
        ])
    func strings(text: String, string: String) throws {
        #expect(try JSONValue(parsing: text).string == string)
    }

    @Test("turns invalid UTF-8 into replacement characters")
    func invalidUTF8() throws {
        let bytes: [UInt8] = [0x22, 0x61, 0xFF, 0x62, 0x22]

        #expect(try JSONValue(parsing: bytes).string == "a\u{FFFD}b")
    }

    @Test(
        "says why a text is no JSON",
        arguments: [
            ("", .empty), ("  ", .empty), ("{", .truncated), ("[1,", .truncated), ("\"abc", .truncated),
            ("{\"a\"", .truncated), ("tru", .truncated), ("-", .truncated), ("\"\\u12", .truncated),
            ("nul!", .unexpected(byte: UInt8(ascii: "!"), offset: 3)),
            ("01", nil), ("[1,]", .unexpected(byte: UInt8(ascii: "]"), offset: 3)),
            ("{a:1}", .unexpected(byte: UInt8(ascii: "a"), offset: 1)),
            ("\"\u{01}\"", .unexpected(byte: 1, offset: 1)),
            (".5", .unexpected(byte: UInt8(ascii: "."), offset: 0)),
        ] as [(String, JSONError?)])
    func errors(text: String, error: JSONError?) throws {
        guard let error else {
            #expect(try JSONValue(parsing: text) == 0)
            return
        }
        #expect(throws: error) { try JSONValue(parsing: text) }
    }

    @Test("refuses nesting that could exhaust the stack")
    func depth() throws {
        let limit = JSONParser.depthLimit
        let fitting = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
        let tooDeep = String(repeating: "[", count: limit + 1)

        #expect(throws: Never.self) { try JSONValue(parsing: fitting) }
        #expect(throws: JSONError.tooDeep(limit: limit)) { try JSONValue(parsing: tooDeep) }
    }

    @Test("reads one value after the other from a stream")
    func stream() throws {
        var parser = JSONParser(Array("{\"a\":1}[2] 3\n".utf8))

        #expect(try parser.nextValue() == ["a": 1])
        #expect(parser.offset == 7)
        #expect(try parser.nextValue() == [2])
        #expect(try parser.nextValue() == 3)
        #expect(throws: JSONError.empty) { try parser.nextValue() }
    }

    @Test("finds members in any letter case, the last of several")
    func members() throws {
        let object = try #require(try JSONValue(parsing: #"{"Handle":"a","HANDLE":"b","other":1}"#).object)

        #expect(object.value(ignoringCase: "handle") == "b")
        #expect(object["Handle"] == "a")
        #expect(object["handle"] == nil)
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#)["a"] == 2)
    }
}
