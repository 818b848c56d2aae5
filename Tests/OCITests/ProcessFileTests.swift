import JSON
import OCI
import Testing

@Suite("A process file")
struct ProcessFileTests {
    @Test("leaves out what is not set")
    func minimal() {
        var process = OCIProcess()
        process.arguments = ["true"]

        #expect(process.json == ["user": ["uid": 0, "gid": 0], "args": ["true"], "cwd": "/"])
    }

    @Test("is the same after it was written and read")
    func roundTrip() throws {
        var process = OCIProcess()
        process.terminal = true
        process.user = OCIUser(uid: 1, gid: 2, additionalGroups: [3])
        process.arguments = ["sh", "-c", "a\u{0} <b>"]
        process.environment = ["A=", "B"]
        process.workingDirectory = "/w"
        process.capabilities = OCICapabilities(bounding: ["CAP_CHOWN"], ambient: ["CAP_KILL"])
        process.resourceLimits = [OCIResourceLimit(type: "RLIMIT_CORE", soft: 0, hard: .max)]
        process.apparmorProfile = "p"

        #expect(try OCIProcess(json: JSONValue(parsing: process.json.encoded())) == process)
    }

    @Test("is named in errors")
    func malformed() {
        #expect(throws: OCIError.malformed(field: "process.args")) { try OCIProcess(json: ["args": "true"]) }
        #expect("\(OCIError.malformed(field: "process.args"))".contains("'process.args'"))
    }
}
