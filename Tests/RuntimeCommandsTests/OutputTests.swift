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

    @Test("tells where a record was made when faults are looked for", arguments: [Log.Format.text, .json])
    func callers(format: Log.Format) {
        var log = Log()
        log.format = format

        let record = log.record(.debug, "m", at: 0, by: .init(function: "f()", file: "A/B.swift:1"))

        let expected =
            format == .text
            ? #"time="1970-01-01T00:00:00Z" level=debug msg=m func="f()" file="A/B.swift:1""#
            : #"{"file":"A/B.swift:1","func":"f()","level":"debug","msg":"m","time":"1970-01-01T00:00:00Z"}"#
        #expect(record == expected)
    }

    @Test(
        "quotes only what needs it",
        arguments: [
            ("plain", "plain"), ("a b", #""a b""#), ("", ""), ("a\n\u{7}\u{1B}", #""a\n\a\x1b""#), ("é", #""é""#),
            ("\u{200B}", #""\u200b""#), ("\u{85}", #""\u0085""#),
        ])
    func fields(text: String, field: String) {
        #expect(GoText.field(text) == field)
    }

    @Test("is a table with runc's columns when there is nothing in it")
    func emptyTable() {
        #expect(
            ContainerTable.text([])
                == "ID          PID         STATUS      BUNDLE      CREATED     OWNER\n")
    }

    @Test("has columns as wide as their longest cell needs")
    func columns() {
        let text = Columns.text([["a", "b", "c"], ["élan", "b", ""]], minimum: 3, padding: 1)

        #expect(text == "a    b  c\nélan b  \n")
    }

    @Test(
        "takes signals by number and name",
        arguments: [
            ("9", 9), ("KILL", 9), ("SIGKILL", 9), ("sigterm", 15), ("rtmin+1", 35), ("SIGRTMAX-2", 62), ("winch", 28),
        ])
    func signals(text: String, number: Int32) {
        #expect(SignalName.signal(text) == Signal(rawValue: number))
    }

    @Test(
        "says of others what runc says",
        arguments: [
            ("65", "unable to signal init: invalid argument"), ("-1", "unable to signal init: invalid argument"),
            ("NOPE", #"unknown signal "NOPE""#),
        ])
    func refusedSignals(text: String, message: String) throws {
        let error = #expect(throws: CommandError.self) { _ = try SignalName.wanted(text) }

        #expect(error?.message == message)
        #expect(try SignalName.wanted("0") == Signal(rawValue: 0))
    }

    @Test("knows no other signals", arguments: ["", "0", "65", "-1", "NOPE", "SIGSIGTERM", "RTMIN+31"])
    func noSignals(text: String) {
        #expect(SignalName.signal(text) == nil)
    }
}
