import Testing

@testable import RuntimeCommands

@Suite("A command line in Go's manner")
struct ParsedArgumentsTests {
    private let flags = [
        Flag("bundle", "b", value: "DIR", ""), Flag("detach", "d", ""), Flag("env", "e", value: "K=V", ""),
        Flag("count", value: "N", number: .once, ""), Flag("group", "g", value: "N", number: .repeatedly, ""),
    ]

    @Test(
        "takes values by one dash or two, apart or with an equals sign",
        arguments: [["--bundle", "/x"], ["-bundle", "/x"], ["--bundle=/x"], ["-b", "/x"], ["-b=/x"]])
    func values(arguments: [String]) throws {
        let parsed = try ParsedArguments(arguments + ["c"], flags: flags, stopsAtWord: false)

        #expect(parsed["bundle"] == "/x")
        #expect(parsed.words == ["c"])
    }

    @Test("takes flags behind words only where these have none of their own", arguments: [false, true])
    func words(stops: Bool) throws {
        let parsed = try ParsedArguments(["c", "-d", "--", "-x"], flags: flags, stopsAtWord: stops)

        #expect(parsed.has("detach") != stops)
        #expect(parsed.words == (stops ? ["c", "-d", "--", "-x"] : ["c", "-x"]))
    }

    @Test("keeps all values of a flag, and the last for those who want one")
    func repeated() throws {
        let parsed = try ParsedArguments(
            ["-e", "A=1,B=2", "-e", "A=3", "--detach=false"], flags: flags, stopsAtWord: true)

        #expect(parsed.all("env") == ["A=1,B=2", "A=3"])
        #expect(parsed["env"] == "A=3")
        #expect(!parsed.has("detach"))
    }

    @Test(
        "is refused in Go's words",
        arguments: [
            (["--nope"], "flag provided but not defined: -nope"), (["-b"], "flag needs an argument: -b"),
            (["--detach=x"], #"invalid boolean value "x" for -detach: parse error"#),
            (["--count=x"], #"invalid value "x" for flag -count: parse error"#),
            (
                ["--count", "99999999999999999999"],
                #"invalid value "99999999999999999999" for flag -count: value out of range"#
            ),
            (["-g", "a"], #"invalid value "a" for flag -g: strconv.ParseInt: parsing "a": invalid syntax"#),
        ])
    func refused(arguments: [String], text: String) {
        let error = #expect(throws: ParsedArguments.Fault.self) {
            _ = try ParsedArguments(arguments, flags: flags, stopsAtWord: false)
        }

        #expect(error?.text == text)
    }
}
