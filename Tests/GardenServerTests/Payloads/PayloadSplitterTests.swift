import GardenWire
import Testing

@Suite("Payload splitter")
struct PayloadSplitterTests {
    private static func split(_ packets: [String], limit: Int = 100) -> [String] {
        var splitter = PayloadSplitter(limit: limit)
        return packets.flatMap { packet -> [String] in
            splitter.append(Array(packet.utf8))
            var pieces: [String] = []
            while let piece = splitter.nextPiece() {
                guard case .value(let text) = piece else { return pieces + ["unreadable"] }
                pieces.append(String(decoding: text, as: UTF8.self))
            }
            return pieces
        }
    }

    @Test(
        "finds the values of a stream",
        arguments: [
            (["{}{\"a\":1}"], ["{}", "{\"a\":1}"]),
            ([" \r\n\t{}\n\n{}\n"], ["{}", "{}"]),
            (["{\"a\":\"}\\\"{\"}"], ["{\"a\":\"}\\\"{\"}"]),
            (["{\"a\":{\"b\":[1,", "{}]}", "}{}"], ["{\"a\":{\"b\":[1,{}]}}", "{}"]),
            (["{\"a\":\"\\", "\"}\"}"], ["{\"a\":\"\\\"}\"}"]),
            (["null true-1.5e3 \"x\"[]"], ["null", "true-1.5e3", "\"x\"", "[]"]),
            (["12", "3 "], ["123"]),
            (["", " "], []),
            (["{\"a\":"], []),
        ] as [([String], [String])])
    func values(packets: [String], values: [String]) {
        #expect(Self.split(packets) == values)
    }

    @Test("gives up where no value can begin, and for good", arguments: ["garbage", "}", ",{}", "\u{1}"])
    func garbage(text: String) {
        #expect(Self.split(["{} " + text, "{}"]) == ["{}", "unreadable", "unreadable"])
    }

    @Test("takes a value as long as the limit, and none longer")
    func limit() {
        let fitting = "\"" + String(repeating: "x", count: 98) + "\""

        #expect(Self.split([fitting]) == [fitting])
        #expect(Self.split(["\"" + String(repeating: "x", count: 100), "x"]) == ["unreadable", "unreadable"])
    }

    @Test("finds the same values whatever the packets")
    func everySplit() {
        let text = "{\"source\":0,\"data\":\"a\\\\\\\"b\"} {\"tty\":{\"window_size\":{\"rows\":1}}}[\"{\"]"
        let whole = Self.split([text])

        for cut in 0...text.utf8.count {
            let bytes = Array(text.utf8)
            let halves = [bytes[..<cut], bytes[cut...]].map { String(decoding: $0, as: UTF8.self) }
            #expect(Self.split(halves) == whole)
        }
    }
}
