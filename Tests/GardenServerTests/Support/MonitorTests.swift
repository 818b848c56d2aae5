import Testing

@testable import GardenServer

@Suite("Monitor", .timeLimit(.minutes(1)))
struct MonitorTests {
    @Test("lets a task wait for a change")
    func waiting() async {
        let monitor = Monitor(0)

        async let answer = monitor.wait { $0 >= 3 ? $0 : nil }
        for _ in 0..<3 { monitor.change { $0 += 1 } }

        #expect(await answer == 3)
    }

    @Test("gives up with its task, before and while it waits")
    func cancelling() async {
        let monitor = Monitor(0)
        let waiting = Task { await monitor.wait { $0 > 0 ? $0 : nil } }

        waiting.cancel()

        #expect(await waiting.value == nil)
    }

    @Test("loses no wake-up between many tasks")
    func manyTasks() async {
        let monitor = Monitor(0)

        let total = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    for _ in 0..<100 { monitor.change { $0 += 1 } }
                    return 0
                }
                group.addTask {
                    var taken = 0
                    while taken < 100 {
                        guard
                            await monitor.wait(for: { state -> Int? in
                                guard state > 0 else { return nil }
                                state -= 1
                                return 1
                            }) != nil
                        else { break }
                        taken += 1
                    }
                    return taken
                }
            }
            return await group.reduce(0, +)
        }

        #expect(total == 5000)
        #expect(monitor.read { $0 } == 0)
    }
}
