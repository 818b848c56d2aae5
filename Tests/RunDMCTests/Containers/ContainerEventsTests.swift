import JSON
import Testing

@testable import RunDMC

@Suite("What happened to a container")
struct ContainerEventsTests {
    @Test("is told once for each kill, in the order of events")
    func order() {
        var events = ContainerEvents()

        for total in [0, 1, 1, 3] as [UInt64] { events.count(memoryKills: total) }
        events.add("its init ended with status 137")
        events.count(memoryKills: 4)

        let kills = Array(repeating: "Out of memory", count: 3)
        #expect(events.texts == kills + ["its init ended with status 137", "Out of memory"])
    }

    @Test("is not told for ever")
    func bound() {
        var events = ContainerEvents()

        for total in [99, 100, 101, .max] as [UInt64] { events.count(memoryKills: total) }

        #expect(events.texts.count == 100)
    }
}

@Suite("A container's section of its record")
struct ContainerSectionTests {
    @Test("comes back as it was stored, stopped or not", arguments: [false, true])
    func survives(isStopped: Bool) {
        var section = ContainerSection(runtimeID: "a", cgroup: "/c", trackerCgroup: "/t")
        section.isStopped = isStopped

        #expect(ContainerSection(json: section.json) == section)
        #expect((section.json["stopped"] != nil) == isStopped)
    }
}
