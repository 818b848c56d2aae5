import ArgumentParser
import Garden
import Testing

@testable import gdn

@Suite("What gdn run and exec ask for")
struct ProcessOptionsTests {
    @Test("is the command with what its flags say")
    func plain() throws {
        let options = try ProcessOptions.parse(["--id", "p", "--user", "u", "--dir", "/d", "--", "ls", "-t"])

        let spec = options.spec(environment: ["A=b"], terminalName: "xterm", size: WindowSize(columns: 1, rows: 2))

        #expect((spec.id, spec.user, spec.directory, spec.path) == ("p", "u", "/d", "ls"))
        #expect(spec.arguments == ["-t"])
        #expect(spec.environment == ["A=b"])
        #expect(spec.terminal == nil)
    }

    @Test("has a terminal as large as the caller's, and of its kind", arguments: ["-t", "--tty"])
    func terminal(flag: String) throws {
        let options = try ProcessOptions.parse([flag, "--", "sh"])
        let size = WindowSize(columns: 100, rows: 30)

        let spec = options.spec(environment: [], terminalName: "xterm", size: size)
        let unknown = options.spec(environment: [], terminalName: nil, size: nil)

        #expect(spec.terminal == TerminalSpec(windowSize: size))
        #expect(spec.environment == ["TERM=xterm"])
        #expect(unknown.terminal == TerminalSpec())
        #expect(unknown.environment == [])
    }

    @Test("leaves TERM alone that was given, to the command or its container")
    func ownTerm() throws {
        let options = try ProcessOptions.parse(["--tty", "--", "sh"])

        let own = options.spec(environment: ["TERM=vt100"], terminalName: "xterm", size: nil)
        let containers = options.spec(environment: [], known: ["TERM=vt100"], terminalName: "xterm", size: nil)
        let other = options.spec(environment: ["TERMINAL=x"], terminalName: "xterm", size: nil)

        #expect(own.environment == ["TERM=vt100"])
        #expect(containers.environment == [])
        #expect(other.environment == ["TERMINAL=x", "TERM=xterm"])
    }

    @Test(
        "of an input that is not typed ends as one that is",
        arguments: [(nil, [4]), ("\n", [4]), ("\r", [4]), ("x", [4, 4])] as [(Character?, [UInt8])])
    func typedEnd(last: Character?, typed: [UInt8]) {
        #expect(TypedEnd.bytes(behind: last?.asciiValue) == typed)
    }
}
