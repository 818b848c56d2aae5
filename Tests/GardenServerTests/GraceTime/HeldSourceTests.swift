import Garden
import GuardianTestSupport
import Logging
import Testing

@testable import GardenServer

@Suite("An archive on its way out")
struct HeldSourceTests {
    @Test("is a use of its container until it is closed")
    func close() async throws {
        let scheduler = FakeScheduler()
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let reaper = Reaper(
            backend: FakeBackend(), destroys: DestroyGuard(),
            load: ServerLoad(scheduler: scheduler, giveMemoryBack: {}),
            log: log)
        let graceTimes = GraceTimes(reaper, scheduler)
        let handle = try Handle("h")
        graceTimes.arm(handle, .seconds(9))
        let hold = GraceHold(graceTimes)
        hold.begin(handle)
        let source = FakeByteSource([[1], [2]])
        let archive = HeldSource(source: source, hold: hold)

        let bytes = try await archive.read() + archive.read() + archive.read()
        #expect(scheduler.pending(.seconds(9)) == 0)
        await archive.close()
        await archive.close()

        #expect(bytes == [1, 2])
        #expect(source.events.entries.contains(.closed))
        #expect(scheduler.pending(.seconds(9)) == 1)
        #expect(scheduler.delays.entries.count == 2)
    }
}
