import Testing

@testable import gdn

@Suite("Durations as flags have them")
struct GoDurationTests {
    @Test(
        "are sums of numbers with units",
        arguments: [
            ("0", .zero), ("+0", .zero), ("0s", .zero), ("30s", .seconds(30)), ("+5s", .seconds(5)),
            ("1m30s", .seconds(90)), ("1h2m3s4ms5us6ns", .nanoseconds(3_723_004_005_006)),
            ("1.5h", .seconds(5400)), (".5s", .milliseconds(500)), ("2.s", .seconds(2)),
            ("0.29s", .milliseconds(290)), ("3\u{B5}s", .microseconds(3)), ("3\u{3BC}s", .microseconds(3)),
            ("0.1234567891s", .nanoseconds(123_456_789)), ("0.9ns", .zero),
            ("9223372036854775807ns", .nanoseconds(Int64.max)), ("2562047h47m16.854775807s", .nanoseconds(Int64.max)),
        ] as [(String, Duration)])
    func valid(text: String, duration: Duration) {
        #expect(GoDuration(argument: text)?.duration == duration)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "+", "5", "05", "1.5", "-5s", "-0", "--5s", "s", ".s", "1..5s", "1.5.s", "5 s", " 5s", "5s ", "5d",
            "5S", "1e3s", "0x5s", "1s2", "1m-5s", "\u{664}s", "9223372036854775808ns", "2562047h47m16.854775808s",
            "2562048h", "99999999999999999999999s", "5000000000000h", "NaNs", "infs",
        ])
    func invalid(text: String) {
        #expect(GoDuration(argument: text) == nil)
    }
}
