import OCI
import RuncCommand
import Testing

@Suite("A runtime's answer to state")
struct StateOutputTests {
    @Test("of runc")
    func runc() throws {
        let output = """
            {
              "ociVersion": "1.0.2-dev",
              "id": "m",
              "pid": 8801,
              "status": "running",
              "bundle": "/tmp/b",
              "rootfs": "/tmp/b/rootfs",
              "created": "2026-11-21T11:22:53.648842387Z",
              "annotations": {"a": "b"},
              "owner": ""
            }
            """

        let state = try StateOutput.parse(Array(output.utf8))

        #expect(state.id == "m")
        #expect(state.pid == 8801)
        #expect(state.status == "running")
        #expect(state.created == "2026-11-21T11:22:53.648842387Z")
        #expect(state.annotations == ["a": "b"])
    }

    @Test("of crun")
    func crun() throws {
        let output = """
            {
                "ociVersion": "1.0.0",
                "id": "m",
                "pid": 0,
                "status": "stopped",
                "bundle": "/tmp/b",
                "rootfs": "rootfs",
                "created": "2026-11-21T11:23:18.994346Z",
                "systemd-scope": "",
                "owner": "root"
            }


            """

        let state = try StateOutput.parse(Array(output.utf8))

        #expect(state.status == "stopped")
        #expect(state.pid == 0)
    }

    @Test("that cannot be understood is an error", arguments: ["", "x", "null", "{}", #"{"id":"m","status":7}"#, "[]"])
    func malformed(output: String) {
        #expect(throws: RuncCommandError.self) { try StateOutput.parse(Array(output.utf8)) }
    }
}
