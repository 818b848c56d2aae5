import GuardianTestSupport
import LinuxAsync
import Testing

@testable import RunDMC

@Suite("The archivers of a container on its way out")
struct ArchiverGateTests {
    private let killed = ArchiverEnding.failed(
        "the archiver was killed, as when the container is destroyed or out of memory")

    @Test("are killed, and no other can be started")
    func closing() async throws {
        let standIn = try StandInArchiver("exec sleep 1000")
        let gate = ArchiverGate()
        let archivers = [
            try await gate.start { try await standIn.start(.into) },
            try await gate.start { try await standIn.start(.outOf) },
        ]

        await gate.close()
        await gate.close()

        for archiver in archivers { #expect(await archiver.ended() == killed) }
        await #expect(throws: ArchiverGate.Closed.self) {
            _ = try await gate.start { try await standIn.start(.into) }
        }
    }

    @Test("that are just being started are waited for, and killed")
    func starting() async throws {
        let standIn = try StandInArchiver("exec sleep 1000")
        let gate = ArchiverGate()
        let steps = Recorder<String>()
        let starting = Task {
            try await gate.start {
                steps.record("starting")
                await steps.wait(for: "go on")
                return try await standIn.start(.into)
            }
        }
        await steps.wait(for: "starting")
        let closing = Task {
            await gate.close()
            steps.record("closed")
        }
        for _ in 0..<100 { await Task.yield() }
        #expect(!steps.entries.contains("closed"))

        steps.record("go on")

        await closing.value
        #expect(await (try starting.value).ended() == killed)
    }

    @Test("that could not be started do not hold it up")
    func failedStart() async throws {
        struct Refused: Error {}
        let gate = ArchiverGate()

        await #expect(throws: Refused.self) { _ = try await gate.start { throw Refused() } }

        await gate.close()
    }
}
