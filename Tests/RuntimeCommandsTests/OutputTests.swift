import Linux
import Testing

@testable import RuntimeCommands

@Suite("What the program writes")
struct OutputTests {
    @Test("are records as logrus writes them", arguments: [Log.Format.text, .json])
    func records(format: Log.Format) {
        var log = Log()
        log.format = format

        let record = log.record(.error, #"exec: "x""#, at: 1_795_293_030_060_945_078)

        let expected =
            format == .text
            ? #"time="2026-11-21T20:30:30Z" level=error msg="exec: \"x\"""#
            : #"{"level":"error","msg":"exec: \"x\"","time":"2026-11-21T20:30:30Z"}"#
        #expect(record == expected)
    }

    @Test("quotes only what needs it", arguments: [("plain", "plain"), ("a b", #""a b""#), ("", #""""#)])
    func fields(text: String, field: String) {
        #expect(GoText.field(text) == field)
    }

    @Test("is a table with runc's columns when there is nothing in it")
    func emptyTable() {
        #expect(
            ContainerTable.text([])
                == "ID          PID         STATUS      BUNDLE      CREATED     OWNER\n")
    }

    @Test(
        "takes signals by number and name",
        arguments: [
            ("9", 9), ("KILL", 9), ("SIGKILL", 9), ("sigterm", 15), ("rtmin+1", 35), ("SIGRTMAX-2", 62), ("winch", 28),
        ])
    func signals(text: String, number: Int32) {
        #expect(SignalName.signal(text) == Signal(rawValue: number))
    }

    @Test("knows no other signals", arguments: ["", "0", "65", "-1", "NOPE", "SIGSIGTERM", "RTMIN+31"])
    func noSignals(text: String) {
        #expect(SignalName.signal(text) == nil)
    }
}
