import LinuxAsync
import Testing

@testable import gdn

@Suite("What a test wants to die")
struct InjectedFaultTests {
    @Test("is a point, a count, a handle and a victim")
    func whole() throws {
        let fault = try #require(InjectedFault("runAsked:3@web-1=tracker"))

        #expect(fault.point == .runAsked)
        #expect(fault.count == 3)
        #expect(fault.handle == "web-1")
        #expect(fault.victim == .tracker)
    }

    @Test("is the server the first time, if no more is said")
    func brief() throws {
        let fault = try #require(InjectedFault("createReserved"))

        #expect(fault.count == 1)
        #expect(fault.handle == nil)
        #expect(fault.victim == .server)
    }

    @Test(
        "must make sense",
        arguments: ["", "noSuchPoint", "runAsked:0", "runAsked:x", "runAsked=nobody", "runAsked=tracker"])
    func senseless(text: String) {
        #expect(InjectedFault(text) == nil)
    }
}
