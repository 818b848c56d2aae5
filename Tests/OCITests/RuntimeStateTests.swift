import JSON
import OCI
import Testing

@Suite("A runtime's answer to state")
struct RuntimeStateTests {
    @Test(
        "is read as runc and as crun write it",
        arguments: [
            """
            {"ociVersion":"1.0.2-dev","id":"c1","pid":42,"status":"running","bundle":"/b","rootfs":"/b/rootfs",
             "created":"2026-01-02T03:04:05.6Z","owner":""}
            """,
            """
            {"ociVersion":"1.0.0","id":"c1","pid":42,"status":"running","bundle":"/b","rootfs":"rootfs",
             "created":"2026-01-02T03:04:05.6Z","systemd-scope":"","owner":"root"}

            """,
        ])
    func reading(text: String) throws {
        let json = try JSONValue(parsing: text)

        let state = try RuntimeState(json: json)

        #expect(state.id == "c1")
        #expect(state.pid == 42)
        #expect(state.status == "running")
        #expect(state.bundle == "/b")
        #expect(state.created == "2026-01-02T03:04:05.6Z")
        #expect(state.json == json)
    }

    @Test("has no process once the container has stopped")
    func stopped() throws {
        let state = try RuntimeState(json: ["id": "c1", "status": "stopped"])

        #expect(state.pid == 0)
        #expect(state.annotations.isEmpty)
    }

    @Test("is refused without a status")
    func malformed() {
        #expect(throws: OCIError.malformed(field: "status")) { try RuntimeState(json: ["id": "c1"]) }
    }
}
