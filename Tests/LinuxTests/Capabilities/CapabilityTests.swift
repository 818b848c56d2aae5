import Testing

@testable import Linux

@Suite("Capabilities")
struct CapabilityTests {
    @Test(
        "have the kernel's numbers and names",
        arguments: [(0, "CAP_CHOWN"), (12, "CAP_NET_ADMIN"), (21, "CAP_SYS_ADMIN"), (40, "CAP_CHECKPOINT_RESTORE")])
    func names(number: Int, name: String) throws {
        #expect(Capability(name: name)?.rawValue == number)
        #expect(Capability(rawValue: number)?.name == name)
    }

    @Test("letters may be small; other names are none")
    func parsing() {
        #expect(Capability(name: "cap_kill") == Capability(rawValue: 5))
        #expect(Capability(name: "KILL") == nil)
        #expect(Capability(name: "CAP_41") == nil)
    }

    @Test("one that came later has a number for a name, and there are 64 at most")
    func unknown() {
        #expect(Capability(rawValue: 63)?.name == "CAP_63")
        #expect(Capability(rawValue: 64) == nil)
        #expect(Capability(rawValue: -1) == nil)
    }

    @Test("a set is read from its bits")
    func set() throws {
        let status = Array("Name:\tx\nCapEff:\t0000000000000000\nCapBnd:\t8000000000000021\n".utf8)

        #expect(try Capability.set("CapBnd:", in: status).map(\.rawValue).sorted() == [0, 5, 63])
        #expect(try Capability.set("CapEff:", in: status).isEmpty)
        #expect(throws: LinuxError.self) { try Capability.set("CapPrm:", in: status) }
    }

    @Test("this program has a bounding set, which holds what it may use now")
    func own() throws {
        #expect(try Capability.bounding().isSuperset(of: Capability.effective()))
    }
}
