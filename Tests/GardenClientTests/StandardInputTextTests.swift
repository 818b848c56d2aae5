import Testing

@testable import GardenClient

@Suite("Standard input as text")
struct StandardInputTextTests {
    @Test(
        "is cut between characters only",
        arguments: [
            ([Array("abc".utf8)], ["abc"]),
            ([[]], []),
            ([[0xC3], [0xA9]], ["é"]),
            ([Array("a".utf8) + [0xF0, 0x9F], [0x98], [0x80, 0x62]], ["a", "😀b"]),
            ([[0xE2, 0x82], [0xAC]], ["€"]),
            ([[0x00, 0x7F]], ["\u{00}\u{7F}"]),
        ] as [([[UInt8]], [String])])
    func cutsBetweenCharacters(_ chunks: [[UInt8]], expected: [String]) throws {
        var text = StandardInputText()

        let pieces = try chunks.flatMap { try text.pieces(of: $0) }

        #expect(pieces == expected)
        #expect(text.end() == nil)
    }

    @Test("is cut before a character that straddles the limit")
    func respectsLimit() throws {
        let filling = String(repeating: "a", count: StandardInputText.pieceLimit - 1)
        var text = StandardInputText()

        let pieces = try text.pieces(of: Array((filling + "é" + filling + "b").utf8))

        #expect(pieces == [filling, "é" + filling.dropLast(), "ab"])
    }

    @Test(
        "is refused when it is not UTF-8",
        arguments: [
            [0x80], [0xFF], [0x61, 0xC3, 0x28], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x28, 0xA1], [0xF5, 0x80],
        ] as [[UInt8]])
    func refuses(_ bytes: [UInt8]) {
        var text = StandardInputText()

        #expect(throws: StandardInputText.NotText.self) { try text.pieces(of: bytes) }
    }

    @Test("takes nothing in when it refuses")
    func refusesWhole() throws {
        var text = StandardInputText()
        _ = try text.pieces(of: [0xC3])

        #expect(throws: StandardInputText.NotText.self) { try text.pieces(of: [0x28]) }

        #expect(try text.pieces(of: [0xA9]) == ["é"])
    }

    @Test("ends an incomplete character with a replacement")
    func endsIncomplete() throws {
        var text = StandardInputText()

        let pieces = try text.pieces(of: [0x61, 0xE2, 0x82])

        #expect(pieces == ["a"])
        #expect(text.end() == "\u{FFFD}")
        #expect(text.end() == nil)
    }
}
