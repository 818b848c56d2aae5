import Linux
import Testing

@Suite("Sets of capabilities")
struct CapabilitySetTests {
    @Test("names become bits, and unknown ones are told")
    func named() {
        let (set, unknown) = CapabilitySet.named(["CAP_CHOWN", "CAP_NONSENSE", "CAP_CHECKPOINT_RESTORE", "cap_kill"])

        #expect(set.rawValue == 1 << 0 | 1 << 5 | 1 << 40)
        #expect(unknown == ["CAP_NONSENSE"])
    }

    @Test("bits become names, in the kernel's order")
    func names() {
        #expect(
            CapabilitySet(rawValue: 1 << 40 | 1 << 21 | 1 << 63).names == [
                "CAP_SYS_ADMIN", "CAP_CHECKPOINT_RESTORE", "CAP_63",
            ])
    }

    @Test("all through a last one", arguments: [(0, UInt64(1)), (40, 0x1FF_FFFF_FFFF), (63, .max)])
    func through(last: Int, bits: UInt64) throws {
        #expect(CapabilitySet(through: try #require(Capability(rawValue: last))).rawValue == bits)
    }

    @Test("the kernel's sets are those in its status files")
    func current() throws {
        let last = try Capability.last()

        #expect(try Set(ProcessCapabilities.current().effective.capabilities) == Capability.effective())
        #expect(try Set(ProcessCapabilities.bounding(last: last).capabilities) == Capability.bounding())
        #expect(last.rawValue >= 37)
    }
}
