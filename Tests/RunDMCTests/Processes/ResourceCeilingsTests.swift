import Garden
import Testing

@testable import RunDMC

@Suite("The highest resource limits")
struct ResourceCeilingsTests {
    @Test(
        "let pass what is not above them, and name what is",
        arguments: [(20_000, nil), (20_001, "20001"), (.max, "18446744073709551615"), (0, nil)] as [(UInt64, String?)])
    func check(wanted: UInt64, refused: String?) throws {
        var limits = ResourceLimits()
        limits[.nofile] = wanted
        limits[.core] = .max
        let facts = FakeHostFacts(ceilings: [.nofile: 20_000])

        guard let refused else { return try ResourceCeilings.check(limits, on: facts) }
        let text = "resource limit nofile: \(refused) is above 20000, the most that this host permits"
        #expect(throws: GardenError.invalidRequest(text)) { try ResourceCeilings.check(limits, on: facts) }
    }

    @Test("are the ones this program has, each under its own name")
    func current() throws {
        let ceilings = try ResourceCeilings.current()

        // Whatever the host, descriptors have an end (nr_open), and no process has a higher one.
        let descriptors = try #require(ceilings[.nofile])
        #expect(descriptors > 0 && descriptors <= 1 << 31)
    }
}
