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
