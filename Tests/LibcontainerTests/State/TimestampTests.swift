import Libcontainer
import Testing

@Suite("A moment")
struct TimestampTests {
    @Test(
        "is written as Go writes it, and read again",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.000000001Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
            (1_795_293_030_060_945_078, "2026-11-21T20:30:30.060945078Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00Z"), (951_868_799_500_000_000, "2000-02-29T23:59:59.5Z"),
            (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z"), (-2_203_891_200_000_000_000, "1900-03-01T00:00:00Z"),
            (.max, "2262-04-11T23:47:16.854775807Z"), (.min, "1677-09-21T00:12:43.145224192Z"),
        ] as [(Int64, String)])
    func text(nanoseconds: Int64, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).text == text)
        if nanoseconds > .min { #expect(Timestamp(text)?.nanoseconds == nanoseconds) }
    }

    @Test(
        "is read with any offset",
        arguments: [
            ("1970-01-01T01:00:00+01:00", 0), ("1969-12-31T23:30:00.5-00:30", 500_000_000),
            ("1970-01-01T00:00:01.1234567891Z", 1_123_456_789),
        ] as [(String, Int64)])
    func offset(text: String, nanoseconds: Int64) {
        #expect(Timestamp(text)?.nanoseconds == nanoseconds)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "x", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z",
            "1970-01-32T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00Zx", "1970-01-01 00:00:00Z", "9999-01-01T00:00:00Z", "0000-01-01T00:00:00Z",
            "1970-01-01T00:00:00+1", "1970-01-01T00:00:00+24:00", "+970-01-01T00:00:00Z",
        ])
    func malformed(text: String) {
        #expect(Timestamp(text) == nil)
    }
}
