import Linux
import OCI
import SystemPackage
import Testing

@testable import Libcontainer

@Suite("What hooks are told")
struct HookStateTests {
    @Test("is the specification's state, with the pid behind the status")
    func text() throws {
        let configuration = try Samples.configuration { $0.annotations = ["k": "v"] }
        let state = ContainerState(
            id: try ContainerID("x"), created: Timestamp(nanoseconds: 0), configuration: configuration)
        let bundle = configuration.bundle?.string ?? ""

        let with = String(decoding: HookState.text(state, status: "creating", pid: PID(rawValue: 7)), as: UTF8.self)
        let without = String(decoding: HookState.text(state, status: "stopped", pid: nil), as: UTF8.self)

        #expect(
            with == #"{"ociVersion":"1.3.0","id":"x","status":"creating","pid":7,"#
                + #""bundle":"\#(bundle)","annotations":{"k":"v"}}"#)
        #expect(!without.contains("pid"))
    }
}
