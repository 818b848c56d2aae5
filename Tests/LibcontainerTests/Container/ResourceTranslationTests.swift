import Cgroups
import OCI
import Testing

@testable import Libcontainer

@Suite("A document's resources for cgroups")
struct ResourceTranslationTests {
    @Test("keep their numbers")
    func numbers() {
        var given = OCIResources()
        (given.memory.limit, given.memory.swap, given.pidsLimit) = (1 << 20, -1, 7)
        (given.cpu.shares, given.cpu.processors) = (512, "0-1")
        given.hugePageLimits = [OCIHugePageLimit(pageSize: "2MB", limit: 9)]

        let resources = CgroupResources(given)

        #expect((resources.memory.limit, resources.memory.swap, resources.pids) == (1 << 20, -1, 7))
        #expect((resources.cpu.shares, resources.cpu.cpus) == (512, "0-1"))
        #expect(resources.hugepages == [CgroupResources.Hugepages(size: "2MB", limit: 9)])
    }

    @Test("allow devices in the document's order")
    func devices() throws {
        var configuration = CgroupConfiguration()
        configuration.resources.devices = [
            OCIDeviceRule(allow: false), OCIDeviceRule(allow: true, type: "c", major: 1, minor: 3, access: "rw"),
            OCIDeviceRule(allow: true, type: "b", major: 8, minor: -1, access: "r"),
        ]

        let access = try configuration.deviceAccess()

        #expect(
            access
                == (try DeviceAccess([
                    DeviceRule(allow: false),
                    DeviceRule(allow: true, .character, 1, 3, access: [.read, .write]),
                    DeviceRule(allow: true, .block, 8, nil, access: .read),
                ])))
    }
}
