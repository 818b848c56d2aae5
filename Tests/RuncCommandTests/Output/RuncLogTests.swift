import RuncCommand
import Testing

@Suite("A runtime's log")
struct RuncLogTests {
    private func lastError(_ log: String) -> String? { RuncLog.lastError(in: Array(log.utf8)) }

    @Test("gives the last error, however the runtime orders its members")
    func lastErrors() {
        #expect(
            lastError(
                """
                {"level":"debug","msg":"nsexec started","time":"2026-11-21T11:22:53Z"}
                {"level":"error","msg":"first","time":"2026-11-21T11:22:53Z"}
                {"level":"error","msg":"container does not exist","time":"2026-11-21T11:22:53Z"}
                {"level":"warning","msg":"later","time":"2026-11-21T11:22:53Z"}
                """) == "container does not exist")
        #expect(lastError(#"{"msg":"kill container","level":"error","time":"x"}"#) == "kill container")
        #expect(lastError(#"{"level":"fatal","msg":"No help topic for 'bogus'\n"}"#) == "No help topic for 'bogus'")
    }

    @Test(
        "gives the reason, and not that there is one", arguments: [["fail startup", "why"], ["why", "fail startup"]])
    func reason(messages: [String]) {
        let log = messages.map { #"{"msg":"\#($0)","level":"error"}"# + "\n" }.joined()

        #expect(lastError(log) == "why")
    }

    @Test("gives what there is when there is no reason")
    func noReason() {
        #expect(lastError(#"{"msg":"fail startup","level":"error"}"#) == "fail startup")
    }

    @Test(
        "has no error when nothing says so",
        arguments: ["", "\n\n", #"{"level":"info","msg":"x"}"#, #"{"level":"error","msg":"#, "plain", "null", "[1]"])
    func nothing(log: String) {
        #expect(lastError(log) == nil)
    }

    @Test("keeps the messages among lines that are none")
    func tolerant() {
        let log = "warning: x\n{\"level\":\"info\",\"msg\":\"a\"}\n{\"level\":7}\n{\"level\":\"error\",\"msg\":\"b\"}"

        let entries = RuncLog.entries(in: Array(log.utf8))

        #expect(entries.map(\.level) == ["info", "error"])
        #expect(entries.map(\.message) == ["a", "b"])
    }

    @Test(
        "may be text, with words quoted as Go does it",
        arguments: [
            (#"time="2026-11-21T20:26:25Z" level=error msg=plain"#, "plain"),
            (#"time="2026-11-21T20:26:25Z" level=error msg="two words""#, "two words"),
            (#"level=fatal msg="exec: \"x\": \\ a\nb\tc\rd""#, "exec: \"x\": \\ a\nb\tc\rd"),
            (#"level=error msg="\a\b\f\v.""#, "\u{07}\u{08}\u{0C}\u{0B}."),
            (#"level=error msg="\u00e9 \U0001f600 \xc3\xa9""#, "\u{E9} \u{1F600} \u{E9}"),
            (#"level=error msg="\xff""#, "\u{FFFD}"),
            (#"  level=error   caller="main.go:1" msg="é" error=none "#, "é"),
            (#"msg="last words\n" level=panic"#, "last words"),
            ("level=error msg=", ""),
        ])
    func text(line: String, message: String) {
        #expect(lastError("level=info msg=before\n\(line)\nlevel=warning msg=after\n") == message)
    }

    @Test(
        "has no message in a line that is not of that form",
        arguments: [
            #"level=error msg="open"#, #"level=error msg="x"y"#, #"level=error msg="\q""#, #"level=error msg="\x4""#,
            #"level=error msg="\ud800""#, #"level=error msg="\"#, "level=error =x msg=y", "level=error, msg x",
            "msg=x", "level=error", #""level"=error msg=x"#, "level error msg=x",
        ])
    func noText(line: String) {
        #expect(lastError(line) == nil)
    }

    @Test("may have lines of both formats")
    func mixed() {
        let log = "level=error msg=a\n{\"level\":\"info\",\"msg\":\"b\"}\nFATA c\nlevel=debug msg=d"

        #expect(RuncLog.entries(in: Array(log.utf8)).map(\.message) == ["a", "b", "d"])
    }

    @Test("is looked for on standard error too")
    func textOnStandardError() {
        let error = "time=\"x\" level=warning msg=w\ntime=\"x\" level=error msg=\"container does not exist\"\n"

        #expect(RuncLog.failureMessage(log: [], standardError: Array(error.utf8)) == "container does not exist")
    }

    @Test("yields to standard error where it has no error")
    func standardError() {
        let error = Array("chdir `/none` failed: No such file or directory\n".utf8)
        let log = Array(#"{"level":"error","msg":"told"}"#.utf8)

        #expect(
            RuncLog.failureMessage(log: [], standardError: error) == "chdir `/none` failed: No such file or directory")
        #expect(RuncLog.failureMessage(log: log, standardError: error) == "told")
        #expect(RuncLog.failureMessage(log: [], standardError: []) == "")
    }
}
