import Testing

@testable import GardenServer

@Suite("Refusal tally")
struct RefusalTallyTests {
    private var tally = RefusalTally()

    @Test("has the first refusal of a user told at once, and counts those behind it")
    mutating func counting() {
        let told = (0..<5).map { _ in tally.refuse(7) }
        let other = tally.refuse(8)
        let counts = [tally.endMinute(of: 7), tally.endMinute(of: 8)]

        #expect(told == [true, false, false, false, false])
        #expect(other)
        #expect(counts == [4, 0])
    }

    @Test("begins another minute while a user goes on, and forgets one who does not")
    mutating func minutes() {
        let first = [tally.refuse(7), tally.refuse(7)]
        let firstCount = tally.endMinute(of: 7)
        let second = tally.refuse(7)
        let counts = [tally.endMinute(of: 7), tally.endMinute(of: 7)]
        let afterwards = tally.refuse(7)

        #expect(first == [true, false])
        #expect(firstCount == 1)
        #expect(!second)
        #expect(counts == [1, 0])
        #expect(afterwards)
    }
}
