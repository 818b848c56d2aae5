import Testing

@testable import RuntimeCommands

@Suite("The table of a container's processes")
struct ProcessTableTests {
    @Test("keeps the heads and the rows of its processes as they are")
    func rows() throws {
        let table = "UID        PID  PPID CMD\nroot        12     1 a  b\n\nroot       123    12 c 12\n"

        let rows = try ProcessTable.rows(of: [12], in: Array(table.utf8))

        #expect(String(decoding: rows, as: UTF8.self) == "UID        PID  PPID CMD\nroot        12     1 a  b\n")
    }

    @Test(
        "is refused without numbers of processes",
        arguments: [
            ("COMMAND\nsleep\n", "couldn't find PID field in ps output"),
            ("", "couldn't find PID field in ps output"),
            ("PID\nx\n", #"unable to parse pid: strconv.Atoi: parsing "x": invalid syntax"#),
            ("A PID\nx\n", #"unable to parse pid: strconv.Atoi: parsing "": invalid syntax"#),
        ])
    func refused(table: String, text: String) {
        let error = #expect(throws: CommandError.self) { _ = try ProcessTable.rows(of: [1], in: Array(table.utf8)) }

        #expect(error?.message == text)
    }
}
