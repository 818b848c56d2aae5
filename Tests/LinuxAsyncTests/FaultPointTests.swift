import LinuxAsync
import Synchronization
import Testing

/// There is one fault in a program, so these follow one another, at points that no other test of this kind reaches.
@Suite("A fault point", .serialized)
struct FaultPointTests {
    @Test("strikes once, when it is reached for the time that was meant")
    func count() {
        let strikes = Strikes()
        FaultPoint.createCableMade.arm(count: 2, subject: nil) { strikes.add() }

        var seen: [Int] = []
        for _ in 1...4 {
            FaultPoint.reach(.createCableMade)
            seen.append(strikes.count)
        }

        #expect(seen == [0, 1, 1, 1])
    }

    @Test("counts only who was meant, and those of whom nothing is known")
    func subject() {
        let strikes = Strikes()
        FaultPoint.createCableMade.arm(count: 3, subject: "mine") { strikes.add() }

        for (point, subject) in [
            (FaultPoint.createCableMade, "other"), (.createVolumeMounted, "mine"), (.createCableMade, "mine"),
        ] {
            FaultPoint.reach(point, subject)
        }
        FaultPoint.reach(.createCableMade)
        #expect(strikes.count == 0)
        FaultPoint.reach(.createCableMade, "mine")

        #expect(strikes.count == 1)
    }
}

private final class Strikes: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() { value.withLock { $0 += 1 } }
}
