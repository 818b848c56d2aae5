import GuardianTestSupport
import Linux
import Runc
import RuncCommand
import Testing

@Suite("A runtime that tells something and ends at once", .serialized)
struct DefectLastWordsTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")

    init() throws { runtime = try RecorderRuntime(.output(RecorderCall.event)) }

    @Test("is heard by whoever asks for statistics, 300 times out of 300")
    func statistics() async throws {
        var heard = 0
        for _ in 0..<300 {
            _ = try await runtime.client.statistics(of: id)
            heard += 1
        }

        #expect(heard == 300)
    }

    @Test("is heard by whoever waits for events, 300 times out of 300, once each")
    func events() async throws {
        var heard: [Int] = []
        for _ in 0..<300 {
            var count = 0
            for try await event in try runtime.client.events(of: id) {
                guard case .statistics = event.content else { continue }
                count += 1
            }
            heard.append(count)
        }

        #expect(heard == Array(repeating: 1, count: 300))
    }

    @Test("is heard even if that is more than a pipe can hold")
    func long() async throws {
        try runtime.play(.repeat(5000, RecorderCall.event))

        var count = 0
        for try await _ in try runtime.client.events(of: id) { count += 1 }

        #expect(count == 5000)
    }
}
