import JSON
import Libcontainer
import Linux
import OCI
import Testing

@Suite("A container's status")
struct ContainerStatusTests {
    @Test(
        "follows from what the kernel says",
        arguments: [
            (7, 7, true, false, .created), (7, 7, false, false, .running), (7, 7, false, true, .paused),
            (7, 7, true, true, .paused), (nil, 7, false, false, .stopped), (nil, 7, true, false, .stopped),
            (8, 7, false, false, .stopped), (0, 0, false, false, .stopped), (nil, 0, true, false, .stopped),
            (nil, 7, false, true, .paused),
        ] as [(UInt64?, UInt64, Bool, Bool, ContainerStatus)])
    func decision(
        started: UInt64?, recorded: UInt64, hasPipe: Bool, isFrozen: Bool, expected: ContainerStatus
    ) {
        let facts = ContainerFacts(initStartTime: started, hasStartPipe: hasPipe, isFrozen: isFrozen)

        #expect(ContainerStatus(facts, initStartTime: recorded) == expected)
    }

    private func state() throws -> ContainerState {
        var state = ContainerState(
            id: try ContainerID("x1"), created: Timestamp(nanoseconds: 1_795_293_030_060_945_078),
            configuration: try Samples.configuration { $0.annotations = ["k": "v<"] })
        state.initPID = PID(rawValue: 32585)
        return state
    }

    @Test("is told as runc tells it")
    func report() throws {
        let report = ContainerReport(try state(), .created)

        #expect(
            String(decoding: report.text, as: UTF8.self) == """
                {
                  "ociVersion": "1.3.0",
                  "id": "x1",
                  "pid": 32585,
                  "status": "created",
                  "bundle": "/bundle",
                  "rootfs": "/bundle/rootfs",
                  "created": "2026-11-21T20:30:30.060945078Z",
                  "annotations": {
                    "k": "v\\u003c"
                  },
                  "owner": ""
                }
                """)
    }

    @Test("has no process and no annotations where there are none")
    func stopped() throws {
        var state = try state()
        state.configuration.labels = ["bundle=/b"]

        let json = ContainerReport(state, .stopped, owner: "root").json

        #expect(
            json.description == """
                {"ociVersion":"1.3.0","id":"x1","pid":0,"status":"stopped","bundle":"/b","rootfs":"/bundle/rootfs",\
                "created":"2026-11-21T20:30:30.060945078Z","owner":"root"}
                """)
    }

    @Test("is listed on one line")
    func list() throws {
        let report = ContainerReport(try state(), .running, owner: "#5")

        #expect(ContainerReport.list([]) == Array("null".utf8))
        #expect(ContainerReport.list([report, report]) == Array("[\(report.json),\(report.json)]".utf8))
    }

    @Test("is told to hooks as the specification has it")
    func hooks() throws {
        let report = ContainerReport(try state(), .created)

        #expect(
            report.hookJSON.description == """
                {"ociVersion":"1.3.0","id":"x1","status":"created","pid":32585,"bundle":"/bundle",\
                "annotations":{"k":"v\\u003c"}}
                """)
    }
}
