import JSON
import OCI
import Testing

@Suite("A container's limits")
struct ResourcesTests {
    /// Every member of version 1.3, and in each place one that is not in it.
    private static let complete = """
        {
          "devices": [{"allow": false, "access": "rwm", "later": 1}],
          "memory": {
            "limit": 1, "reservation": 2, "swap": -1, "kernel": 4, "kernelTCP": 5, "swappiness": 60,
            "disableOOMKiller": true, "useHierarchy": false, "checkBeforeUpdate": true, "later": 1
          },
          "cpu": {
            "shares": 18446744073709551615, "quota": -1, "burst": 3, "period": 4, "realtimeRuntime": -5,
            "realtimePeriod": 6, "cpus": "0-1", "mems": "0", "idle": 1, "later": 1
          },
          "pids": {"limit": -1, "later": 1},
          "blockIO": {
            "weight": 10, "leafWeight": 20,
            "weightDevice": [{"major": 8, "minor": 0, "weight": 500, "leafWeight": 300, "later": 1}],
            "throttleReadBpsDevice": [{"major": 8, "minor": 1, "rate": 18446744073709551615, "later": 1}],
            "throttleWriteBpsDevice": [{"major": 8, "minor": 2, "rate": 2}],
            "throttleReadIOPSDevice": [{"major": 8, "minor": 3, "rate": 3}],
            "throttleWriteIOPSDevice": [{"major": 8, "minor": 4, "rate": 4}, {"major": 9, "minor": 4, "rate": 5}],
            "later": 1
          },
          "hugepageLimits": [{"pageSize": "2MB", "limit": 18446744073709551615, "later": 1}],
          "network": {"classID": 4294967295, "priorities": [{"name": "eth0", "priority": 7, "later": 1}], "later": 1},
          "rdma": {"mlx5_1": {"hcaHandles": 3, "hcaObjects": 10000, "later": 1}, "mlx4_0": {"hcaObjects": 1}},
          "unified": {"memory.high": "max"},
          "later": {"a": 1}
        }
        """

    @Test("are read into typed values")
    func reading() throws {
        let resources = try OCIResources(json: JSONValue(parsing: Self.complete))

        let (memory, cpu, blockIO) = (resources.memory, resources.cpu, resources.blockIO)
        #expect([memory.limit, memory.reservation, memory.swap, memory.kernel, memory.kernelTCP] == [1, 2, -1, 4, 5])
        #expect(memory.swappiness == 60)
        #expect([memory.disableOOMKiller, memory.useHierarchy, memory.checkBeforeUpdate] == [true, false, true])
        #expect([cpu.shares, cpu.burst, cpu.period, cpu.realtimePeriod] == [.max, 3, 4, 6])
        #expect([cpu.quota, cpu.realtimeRuntime, cpu.idle] == [-1, -5, 1])
        #expect([cpu.processors, cpu.memoryNodes] == ["0-1", "0"])
        #expect(resources.pidsLimit == -1)
        #expect([blockIO.weight, blockIO.leafWeight] == [10, 20])
        #expect(blockIO.deviceWeights.map(\.weight) == [500])
        #expect(blockIO.deviceWeights.map(\.leafWeight) == [300])
        #expect(blockIO.throttles.map(\.rate) == [.max, 2, 3, 4, 5])
        #expect(blockIO.throttles.map(\.direction) == [.readBytes, .writtenBytes, .reads, .writes, .writes])
        #expect(resources.hugePageLimits.map(\.pageSize) == ["2MB"])
        #expect(resources.hugePageLimits.map(\.limit) == [.max])
        #expect(resources.network.classID == .max)
        #expect(resources.network.priorities.map(\.name) == ["eth0"])
        #expect(resources.network.priorities.map(\.priority) == [7])
        #expect(resources.rdma["mlx5_1"]?.handles == 3)
        #expect(resources.rdma["mlx4_0"] == OCIRDMALimit(objects: 1))
        #expect(resources.unified == ["memory.high": "max"])
        #expect(resources.others == ["pids": ["later": 1], "later": ["a": 1]])
    }

    @Test("are the same after they were read and written, with all that is not understood here")
    func roundTrip() throws {
        let json = try JSONValue(parsing: Self.complete)

        #expect(try OCIResources(json: json).json == json)
    }

    @Test("are nothing at all where there are none", arguments: ["{}", #"{"memory":{},"cpu":null,"network":{}}"#])
    func none(text: String) throws {
        let resources = try OCIResources(json: JSONValue(parsing: text))

        #expect(resources == OCIResources())
        #expect(resources.json == [:])
    }

    @Test(
        "are refused with the name of the member that is wrong",
        arguments: [
            (#"{"memory":{"swappiness":-1}}"#, "resources.memory.swappiness"),
            (#"{"cpu":{"cpus":0}}"#, "resources.cpu.cpus"),
            (#"{"blockIO":{"weight":65536}}"#, "resources.blockIO.weight"),
            (#"{"blockIO":{"weightDevice":[{"weight":""}]}}"#, "resources.blockIO.weightDevice.weight"),
            (#"{"hugepageLimits":[{"limit":1}]}"#, "resources.hugepageLimits.pageSize"),
            (#"{"network":{"priorities":[{"name":"a"}]}}"#, "resources.network.priorities.priority"),
            (#"{"rdma":{"a":{"hcaHandles":-1}}}"#, "resources.rdma.a.hcaHandles"),
        ])
    func malformed(text: String, field: String) throws {
        let json = try JSONValue(parsing: text)

        #expect(throws: OCIError.malformed(field: field)) { try OCIResources(json: json) }
    }
}
