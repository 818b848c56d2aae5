import JSON
import Testing

@Suite("Writing JSON")
struct WritingTests {
    @Test("keeps the order of members and is compact")
    func order() {
        let value: JSONValue = ["z": 1, "a": [true, nil, "x"], "m": [:]]

        #expect(value.description == #"{"z":1,"a":[true,null,"x"],"m":{}}"#)
    }

    @Test("escapes what the original escapes")
    func escapes() {
        let value: JSONValue = "<a&b>\u{2028}\u{2029}\"\\\n\r\t\u{08}\u{0C}\u{01}é😀"

        #expect(value.description == #""\u003ca\u0026b\u003e\u2028\u2029\"\\\n\r\t\b\f\u0001é😀""#)
    }

    @Test(
        "comes back as the same value",
        arguments: [
            #"{"a":[1,2.5,-3e10,"\u0000"],"b":{"c":null}}"#, "[[[]]]", #""""#, "123456789012345678901234567890",
        ])
    func roundTrip(text: String) throws {
        let value = try JSONValue(parsing: text)

        #expect(try JSONValue(parsing: value.encoded()) == value)
        #expect(value.description == text)
    }

    @Test(
        "escapes one by one, wherever they stand",
        arguments: ["\"", "\\", "<", ">", "&", "\u{1F}", "\u{2028}", "\u{2029}"])
    func escapesAlone(character: String) throws {
        for text in [character, "a" + character, character + "é", "→" + character + "~\u{7F}"] {
            let written = JSONValue.string(text).description

            #expect(!written.dropFirst().dropLast().contains(character) || character == "\"" || character == "\\")
            #expect(written.contains("\\"))
            #expect(try JSONValue(parsing: written) == .string(text))
        }
    }

    @Test("for people has a line for each member and element, as Go's has")
    func indented() {
        let value: JSONValue = ["a": [1, ["b": "<"]], "c": [], "d": [:], "e": nil]

        #expect(
            String(decoding: value.encoded(indentation: "  "), as: UTF8.self) == #"""
                {
                  "a": [
                    1,
                    {
                      "b": "\u003c"
                    }
                  ],
                  "c": [],
                  "d": {},
                  "e": null
                }
                """#)
        #expect(JSONValue.string("a").encoded(indentation: "\t") == Array(#""a""#.utf8))
    }

    @Test("objects lose every member of a name at once, and give the last one's value")
    func removal() throws {
        var object = try #require(JSONValue(parsing: #"{"a":1,"b":2,"a":3,"a":4}"#).object)

        #expect(object.removeValue("a") == 4)
        #expect(object.removeValue("a") == nil)
        #expect(object == ["b": 2])
    }

    @Test("objects are equal whatever the order of their members")
    func equality() {
        let left: JSONObject = ["a": 1, "b": 2]
        let right: JSONObject = ["b": 2, "a": 1]

        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1])
    }

    @Test("cannot say infinity")
    func infinity() {
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(0.5)?.text == "0.5")
    }

    @Test("an object of very many members takes time that grows with their number only", .timeLimit(.minutes(1)))
    func manyMembers() {
        let members = (0..<200_000).map { (String($0 % 150_000), JSONValue.integer($0)) }

        let object = JSONObject(members)

        #expect(object.count == 150_000)
        #expect(object.members.first?.value == 150_000)
        #expect(object["149999"] == 149_999)
    }
}
