import Linux
import RuncCommand
import Testing

@Suite("A table of processes")
struct ProcessTableTests {
    private func parse(_ output: String) throws -> ProcessTable { try ProcessTable(parsing: Array(output.utf8)) }

    private func row(_ number: Int32, _ fields: [String]) throws -> ProcessTable.Row {
        ProcessTable.Row(pid: try #require(PID(rawValue: number)), fields: fields)
    }

    @Test("of runc")
    func runc() throws {
        let table = try parse(RecordedOutput.runcTable)

        #expect(table.headers == ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"])
        #expect(
            table.rows == [
                try row(5258, ["root", "5258", "1", "0", "20:26", "?", "00:00:00", "/bin/sleep 1000"])
            ])
    }

    @Test("of crun, which has process numbers alone")
    func crun() throws {
        let table = try parse(RecordedOutput.crunTable)

        #expect(table == ProcessTable(headers: ["PID"], rows: [try row(8724, ["8724"])]))
    }

    @Test(
        "has what stands in its columns",
        arguments: [
            ("", [], []),
            (" \n\n", [], []),
            ("PID CMD", ["PID", "CMD"], []),
            ("PID CMD\n1 sh -c  'a   b' ", ["PID", "CMD"], [["1", "sh -c  'a   b'"]]),
            ("PID CMD\n\n1   sh\n \n2\tls\n", ["PID", "CMD"], [["1", "sh"], ["2", "ls"]]),
            ("PID CMD\n1\n", ["PID", "CMD"], [["1", ""]]),
            ("PID LWP CMD\n1 - sh\n- 1 -\n- 2 -\n", ["PID", "LWP", "CMD"], [["1", "-", "sh"]]),
            ("PID PID\n7 8", ["PID", "PID"], [["7", "8"]]),
            ("CMD PID\nsh\u{A0}x 8", ["CMD", "PID"], [["sh\u{A0}x", "8"]]),
            ("pid PID\u{2003} PID\n1 2 3", ["pid", "PID\u{2003}", "PID"], [["1", "2", "3"]]),
            ("PID CMD\r\n1 sh\r\n", ["PID", "CMD"], [["1", "sh"]]),
        ] as [(String, [String], [[String]])])
    func columns(output: String, headers: [String], rows: [[String]]) throws {
        let table = try parse(output)

        #expect(table.headers == headers)
        #expect(table.rows.map(\.fields) == rows)
    }

    @Test("takes the number from the last column of that name")
    func lastColumn() throws {
        #expect(try parse("PID PID\n7 8").rows.map(\.pid.rawValue) == [8])
    }

    @Test(
        "that cannot be understood is an error",
        arguments: [
            ("CMD\nsh", "no column is called PID"), ("pid\n1", "no column is called PID"),
            ("CMD", "no column is called PID"), ("A PID CMD\nx", "too few columns in 'x'"),
            ("A PID\nx", "too few columns in 'x'"), ("PID\nx", "'x' is no process number"),
            ("PID\n0", "'0' is no process number"), ("PID\n-1", "'-1' is no process number"),
            ("PID\n+1", "'+1' is no process number"), ("PID\n99999999999", "'99999999999' is no process number"),
            ("PID\n1 2", "'1 2' is no process number"),
        ])
    func malformed(output: String, reason: String) {
        #expect(throws: RuncCommandError.malformedOutput(command: "ps", reason: reason)) { try parse(output) }
    }
}
