import Testing

@testable import GardenServer

@Suite("Load peak")
struct LoadPeakTests {
    private var peak = LoadPeak()

    @Test("is over each time when most connections have gone")
    mutating func falling() {
        peak.rises(to: 4000)

        let times = stride(from: 3999, through: 0, by: -1).filter { peak.falls(to: $0) }

        #expect(times == [1000, 250])
    }

    @Test("is not over while there never were many connections, or they come and go")
    mutating func keeping() {
        peak.rises(to: 499)
        let small = peak.falls(to: 0)
        peak.rises(to: 600)
        let steady = (0..<10).contains { round in
            peak.rises(to: 590 + round)
            return peak.falls(to: 200)
        }

        #expect(!small)
        #expect(!steady)
    }
}
