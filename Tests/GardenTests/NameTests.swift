import Garden
import Testing

@Suite("Names of containers and processes")
struct NameTests {
    @Test("may be what cannot do harm as a folder's name", arguments: ["web-1", "a b", "é", "x..", "a.b:c", "+%"])
    func accepted(name: String) throws {
        #expect(try Handle(name).value == name)
        #expect(try ProcessID(name).value == name)
    }

    @Test(
        "may not be anything else",
        arguments: [
            ("", "it is empty"), (".", "it begins with a dot"), ("..", "it begins with a dot"),
            (".x", "it begins with a dot"),
            ("a/b", "it contains '/'"), ("a,b", "it contains ','"), ("a\u{0}b", "it contains a control character"),
            ("a\nb", "it contains a control character"),
            (String(repeating: "é", count: 101), "it is longer than 200 bytes"),
        ])
    func refused(name: String, reason: String) {
        #expect(throws: GardenError.invalidName(kind: .handle, value: name, reason: reason)) { try Handle(name) }
        #expect(throws: GardenError.invalidName(kind: .process, value: name, reason: reason)) { try ProcessID(name) }
    }
}

@Suite("Garden's values")
struct ValueTests {
    @Test("weight wins over shares", arguments: [(0, 0, 0), (5, 0, 5), (0, 7, 7), (5, 7, 5)])
    func shares(weight: UInt64, inShares: UInt64, shares: UInt64) {
        var limits = CPULimits()
        (limits.weight, limits.limitInShares) = (weight, inShares)

        #expect(limits.shares == shares)
    }

    @Test("errors have the texts that callers compare")
    func texts() {
        #expect("\(GardenError.containerNotFound(handle: "x"))" == "unknown handle: x")
        #expect("\(GardenError.processNotFound(id: "p"))" == "unknown process: p")
        #expect(
            "\(GardenError.invalidName(kind: .process, value: "/", reason: "it contains '/'"))"
                == "invalid process id '/': it contains '/'")
    }
}
