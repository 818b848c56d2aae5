import Testing

@testable import RunDMC

@Suite("Variables of a process")
struct EnvironmentVariablesTests {
    @Test(
        "stand once by name, with their last value, where they stood first",
        arguments: [
            ([], []), (["A=1", "B=2", "A=3"], ["A=3", "B=2"]), (["A=", "A"], ["A="]),
            (["A=x=y", "A==", "AA=1"], ["A==", "AA=1"]),
            (["A=\u{301}x", "A=2"], ["A=2"]), (["E\u{301}=1", "\u{C9}=2"], ["E\u{301}=1", "\u{C9}=2"]),
        ])
    func once(entries: [String], expected: [String]) {
        var variables = EnvironmentVariables()

        variables.add(entries)

        #expect(variables.entries.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test("leave out what no process can have", arguments: ["", "NAME", "=value", "=", "A=\0", "A\0=1"])
    func impossible(entry: String) {
        var variables = EnvironmentVariables()

        variables.add(entry)

        #expect(variables.entries.isEmpty)
    }

    @Test("are completed only where they are missing")
    func missing() {
        var variables = EnvironmentVariables()
        variables.add("PATH=")

        variables.addMissing("PATH", "/bin")
        variables.addMissing("HOME", "/root")

        #expect(variables.entries == ["PATH=", "HOME=/root"])
    }
}
