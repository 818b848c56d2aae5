import JSON
import Linux
import OCI
import RuncCommand
import Testing

@Suite("A runtime's answer to list and ps")
struct ListOutputTests {
    private func containers(_ output: String) throws -> [RuntimeState] {
        try ListOutput.containers(Array(output.utf8))
    }

    private func processes(_ output: String) throws -> [PID] { try ListOutput.processes(Array(output.utf8)) }

    @Test("has runc's containers")
    func runc() throws {
        let states = try containers(RecordedOutput.runcList)

        #expect(states.map(\.id) == ["c1"])
        #expect(states.map(\.pid) == [5258])
        #expect(states.map(\.status) == ["running"])
        #expect(states.map(\.created) == ["2026-11-21T20:26:24.960593699Z"])
        #expect(states.map { $0.others["owner"] } == ["root"])
    }

    @Test("has crun's containers, of which it says less")
    func crun() throws {
        let states = try containers(RecordedOutput.crunList)

        #expect(states.map(\.id) == ["c1"])
        #expect(states.map(\.bundle) == ["/tmp/r/b"])
        #expect(states.map(\.version) == [""])
    }

    @Test("may have no containers", arguments: ["null", "[]", " null\n", RecordedOutput.crunEmptyList])
    func noContainers(output: String) throws {
        #expect(try containers(output).isEmpty)
    }

    @Test(
        "is an error where it is no list of containers",
        arguments: [
            "", "{}", "7", "[null]", "[{}]", #"[{"id":"a"}]"#, #"[{"id":"a","status":"b","pid":"c"}]"#, "[", "x",
        ])
    func malformedContainers(output: String) {
        #expect(throws: RuncCommandError.self) { try containers(output) }
    }

    @Test(
        "has processes",
        arguments: [
            (RecordedOutput.runcProcesses, [5258]), (RecordedOutput.crunProcesses, [8724]), ("null", []), ("[]", []),
            ("[1,2147483647]", [1, .max]),
        ] as [(String, [Int32])])
    func processes(output: String, numbers: [Int32]) throws {
        #expect(try processes(output).map(\.rawValue) == numbers)
    }

    @Test(
        "is an error where it is no list of processes",
        arguments: ["", "{}", "7", "[null]", "[0]", "[-1]", "[1,\"2\"]", "[1.0]", "[2147483648]", "[1,", "PID\n1\n"])
    func malformedProcesses(output: String) {
        #expect(throws: RuncCommandError.self) { try processes(output) }
    }

    @Test("says which element is wrong")
    func element() {
        #expect {
            try processes("[1,2,0]")
        } throws: {
            "\($0)".contains("'[2]'")
        }
    }
}
