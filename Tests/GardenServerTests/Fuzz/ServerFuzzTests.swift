import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("A server among hostile clients", .timeLimit(.minutes(FuzzRun().minutes)))
struct ServerFuzzTests {
    /// How many clients there are at a time.
    private static let clients = 16
    /// After so many cases everything must be gone.
    private static let round = 250
    /// How much the memory may grow once a tenth of the cases is over. What allocators keep for the busiest moment so
    /// far is no leak; one kilobyte lost in each of 200,000 cases would be.
    private static let memoryGrowth = 96 * 1024 * 1024

    private let run = FuzzRun()

    @Test("answers, ends every connection, keeps nothing and lives on")
    func conversations() async throws {
        let recorded = try Transcript.names().flatMap { try Transcript(named: $0).connections.map(\.clientToServer) }
            .filter { !$0.isEmpty && $0.count < 40_000 }
        let fixture = try await FuzzFixture()
        let sockets = try OwnProcess.sockets(at: fixture.folder.socket)
        try #require(sockets.count == 1, "the listener alone")
        var memory: Int?

        for start in stride(from: run.cases.lowerBound, to: run.cases.upperBound, by: Self.round) {
            let round = start..<min(start + Self.round, run.cases.upperBound)
            await have(round, recorded, fixture)

            #expect(try await fixture.becomeIdle() == "HTTP/1.1 200 OK", "after \(round)")
            #expect(fixture.streams.count == 0, "streams after \(round)")
            #expect(fixture.scheduler.pending == 0, "alarms after \(round)")
            let socketsNow = try OwnProcess.sockets(at: fixture.folder.socket)
            #expect(socketsNow == sockets, "sockets after \(round)")
            if memory == nil, round.upperBound - run.cases.lowerBound >= run.cases.count / 10 {
                memory = try OwnProcess.residentMemory()
            }
        }

        let growth = try OwnProcess.residentMemory() - (memory ?? 0)
        print("fuzz: \(run.cases.count) conversations, seed \(run.seed), memory grew by \(growth / 1024) KiB")
        #expect(growth < Self.memoryGrowth)
        #expect(await fixture.listener.stop(within: .seconds(1)))
    }

    /// Has the conversations of `cases`, some at a time.
    private func have(_ cases: Range<Int>, _ recorded: [[UInt8]], _ fixture: FuzzFixture) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, number) in cases.enumerated() {
                if index >= Self.clients { await group.next() }
                group.addTask { await self.have(number, recorded, fixture) }
            }
        }
    }

    private func have(_ number: Int, _ recorded: [[UInt8]], _ fixture: FuzzFixture) async {
        var random = run.random(number)
        let conversation = FuzzConversation(&random, recorded: recorded, streams: number / 4)
        do {
            let complaint = try await fixture.have(conversation)
            if let complaint { Issue.record("\(complaint); \(run.repetition(number)): \(text(conversation))") }
        } catch {
            Issue.record("\(error); \(run.repetition(number)): \(text(conversation))")
        }
        if Task.isCancelled { Issue.record("took too long; \(run.repetition(number)): \(text(conversation))") }
    }

    /// The conversation for a report.
    private func text(_ conversation: FuzzConversation) -> String {
        let bytes = conversation.bytes
        return
            "\(conversation.end) \(String(decoding: bytes.prefix(600), as: UTF8.self).debugDescription) (\(bytes.count))"
    }
}
