import Cgroups
import OCI
import Testing

@Suite("Resources of a bundle")
struct BundleResourcesTests {
    @Test(
        "have rules about devices",
        arguments: [
            (OCIDeviceRule(allow: false), DeviceRule(allow: false)),
            (OCIDeviceRule(allow: true, type: "a", major: -1, minor: -1), DeviceRule(allow: true)),
            (
                OCIDeviceRule(allow: true, type: "c", major: 1, minor: 3, access: "r"),
                DeviceRule(allow: true, .character, 1, 3, access: .read)
            ),
            (
                OCIDeviceRule(allow: true, type: "u", major: 1, access: "m"),
                DeviceRule(allow: true, .character, 1, access: .make)
            ),
            (OCIDeviceRule(allow: false, type: "b", minor: 0), DeviceRule(allow: false, .block, nil, 0)),
        ])
    func devices(rule: OCIDeviceRule, expected: DeviceRule) throws {
        #expect(try DeviceRule(rule) == expected)
    }

    @Test(
        "have no rules about what is no device",
        arguments: [
            OCIDeviceRule(allow: true, type: "p"), OCIDeviceRule(allow: true, type: "c", access: "rx"),
            OCIDeviceRule(allow: true, type: "c", major: 1 << 32),
        ])
    func noDevices(rule: OCIDeviceRule) {
        #expect(throws: CgroupError.self) { try DeviceRule(rule) }
    }

    @Test("are taken over, every one")
    func resources() throws {
        var bundle = OCIResources()
        (bundle.memory.limit, bundle.memory.swap, bundle.memory.reservation) = (1, 2, 3)
        (bundle.memory.kernelTCP, bundle.memory.swappiness) = (4, 5)
        (bundle.memory.disableOOMKiller, bundle.memory.checkBeforeUpdate) = (true, true)
        (bundle.cpu.shares, bundle.cpu.quota, bundle.cpu.burst, bundle.cpu.period) = (6, 7, 8, 9)
        (bundle.cpu.realtimeRuntime, bundle.cpu.realtimePeriod, bundle.cpu.idle) = (10, 11, 1)
        (bundle.cpu.processors, bundle.cpu.memoryNodes, bundle.pidsLimit) = ("0", "1", 12)
        (bundle.blockIO.weight, bundle.blockIO.leafWeight) = (13, 14)
        bundle.blockIO.deviceWeights = [OCIDeviceWeight(major: 8, minor: 0, weight: 15, leafWeight: 16)]
        bundle.blockIO.throttles = [OCIThrottle(.writes, major: 8, minor: 0, rate: 17)]
        bundle.hugePageLimits = [OCIHugePageLimit(pageSize: "2MB", limit: 18)]
        bundle.network.classID = 19
        bundle.network.priorities = [.init(name: "eth0", priority: 20)]
        bundle.rdma = ["mlx": OCIRDMALimit(handles: 21, objects: 22)]
        bundle.unified = ["memory.high": "23"]
        let device = BlockDevice(major: 8, minor: 0)
        var expected = CgroupResources()
        (expected.memory.limit, expected.memory.swap, expected.memory.reservation) = (1, 2, 3)
        (expected.memory.kernelTCP, expected.memory.swappiness) = (4, 5)
        (expected.memory.disablesOOMKiller, expected.memory.isCheckedBeforeUpdate) = (true, true)
        (expected.cpu.shares, expected.cpu.quota, expected.cpu.burst, expected.cpu.period) = (6, 7, 8, 9)
        (expected.cpu.realtimeRuntime, expected.cpu.realtimePeriod, expected.cpu.idle) = (10, 11, 1)
        (expected.cpu.cpus, expected.cpu.mems, expected.pids) = ("0", "1", 12)
        (expected.blockIO.weight, expected.blockIO.leafWeight) = (13, 14)
        expected.blockIO.devices = [.init(device, weight: 15, leafWeight: 16)]
        expected.blockIO.throttles[device, default: .init()].writes = 17
        expected.hugepages = [.init(size: "2MB", limit: 18)]
        expected.networkClass = 19
        expected.networkPriorities = [.init("eth0", 20)]
        expected.rdma = ["mlx": .init(handles: 21, objects: 22)]
        expected.unified = ["memory.high": "23"]

        #expect(try CgroupResources(bundle) == expected)
    }

    @Test("have no block devices that cannot be")
    func badDevice() {
        var bundle = OCIResources()
        bundle.blockIO.throttles = [OCIThrottle(.reads, major: -1, minor: 0, rate: 1)]

        #expect(throws: CgroupError.unusableResource("block device -1:0, which cannot be")) {
            try CgroupResources(bundle)
        }
    }
}
