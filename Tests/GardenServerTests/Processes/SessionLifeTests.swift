import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("What a Run leaves behind", .timeLimit(.minutes(1)))
struct SessionLifeTests {
    /// How a Run may end.
    enum End: CaseIterable {
        case exit, failure, clientGone, unreadableInput
    }

    private let process = FakeProcess()
    private let freed = Recorder<Int>()

    @Test("is nothing that keeps its process in memory, however it ends", arguments: End.allCases)
    func process(end: End) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await run(fixture)
            let stdout = try await fixture.open("1/stdout")
            let stderr = try await fixture.open("1/stderr")

            switch end {
            case .exit: process.exit(0)
            case .failure: process.failWaiting(GardenError.failed("lost"))
            case .clientGone: await client.close()
            case .unreadableInput: try await client.send("]")
            }
            await process.events.wait(for: .detached)
            // The real ones give up waiting when they are detached.
            process.exit(0)

            await freed.wait(for: 1)
            #expect(await stdout.readToEnd().isEmpty)
            #expect(await stderr.readToEnd().isEmpty)
        }
    }

    @Test("is no stream once late readers had their time")
    func streams() {
        let scheduler = FakeScheduler()
        let table = StreamTable(limits: ServerConfiguration.StreamLimits(), scheduler: scheduler)
        let streams = table.open()

        table.retire(streams)
        #expect(table.find(streams.id) != nil)
        scheduler.pass(.seconds(60))

        #expect(table.find(streams.id) == nil)
    }

    /// Starts the process, known to the server by a value that tells when nobody has it any more.
    private func run(_ fixture: ServerFixture) async throws -> RawClient {
        let (process, freed) = (process, freed)
        fixture.backend.container.ran.answer { _ in WatchedProcess(process, freed) }
        let client = try await fixture.connect()
        try await client.send(ServerFixture.runRequest)
        _ = await client.response()
        await client.wait { $0.contains(UInt8(ascii: "\n")) }
        return client
    }
}

/// A process that records when nobody has it any more.
private final class WatchedProcess: Process {
    private let process: FakeProcess
    private let freed: Recorder<Int>

    init(_ process: FakeProcess, _ freed: Recorder<Int>) {
        (self.process, self.freed) = (process, freed)
    }

    deinit { freed.record(1) }

    var id: ProcessID { process.id }
    var standardOutput: any ProcessOutput { process.standardOutput }
    var standardError: any ProcessOutput { process.standardError }
    func writeStandardInput(_ bytes: [UInt8]) async throws { try await process.writeStandardInput(bytes) }
    func closeStandardInput() async { await process.closeStandardInput() }
    func wait() async throws -> Int32 { try await process.wait() }
    func signal(_ signal: ProcessSignal) async throws { try await process.signal(signal) }
    func resize(to size: WindowSize) async throws { try await process.resize(to: size) }
    func detach() async { await process.detach() }
}
