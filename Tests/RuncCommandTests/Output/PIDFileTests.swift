import Linux
import RuncCommand
import Testing

@Suite("A pid file")
struct PIDFileTests {
    @Test("holds a number above zero", arguments: [("1", 1), ("8801", 8801), ("12\n", 12), (" 7 ", 7)])
    func numbers(contents: String, number: Int32) throws {
        let pid = try PIDFile.parse(Array(contents.utf8))

        #expect(pid.rawValue == number)
    }

    @Test("with anything else is refused", arguments: ["", "\n", "0", "-1", "+1", "1 2", "x", "99999999999", "0x1"])
    func refused(contents: String) {
        #expect(throws: RuncCommandError.self) { try PIDFile.parse(Array(contents.utf8)) }
    }

    @Test("that is far too long is refused, and not repeated in whole")
    func tooLong() {
        let contents = [UInt8](repeating: UInt8(ascii: "0"), count: 100_000) + [UInt8(ascii: "1")]

        #expect(throws: RuncCommandError.malformedPIDFile(contents: String(repeating: "0", count: 64))) {
            try PIDFile.parse(contents)
        }
    }
}
