/// What a container may use, by the runtime specification: nil leaves something as it is, and -1 stands for no limit.
public struct CgroupResources: Sendable, Hashable {
    /// Memory.
    public var memory = Memory()
    /// Processor time, and which processors.
    public var cpu = CPU()
    /// Processes and threads: -1 for any number, 0 counts as 1.
    public var pids: Int64?
    /// Block devices.
    public var blockIO = BlockIO()
    /// Huge pages in bytes, by their size as the kernel's files name it, such as `2MB`. In this order.
    public var hugepages: [Hugepages] = []
    /// The number that packets are marked with (net_cls).
    public var networkClass: UInt32?
    /// The priority of what is sent by each interface (net_prio).
    public var networkPriorities: [NetworkPriority] = []
    /// RDMA devices by name.
    public var rdma: [String: RDMA] = [:]
    /// Files of the version 2 cgroup, and what is written to them, whatever it is.
    public var unified: [String: String] = [:]

    /// Nothing to change.
    public init() {}

    /// Memory, bytes.
    public struct Memory: Sendable, Hashable {
        /// The most.
        public var limit: Int64?
        /// What is left when others need memory.
        public var reservation: Int64?
        /// The most of memory and swap together.
        public var swap: Int64?
        /// The most that buffers of TCP take. Version 1 only.
        public var kernelTCP: Int64?
        /// How readily pages are swapped out, 0 to 100. Version 1 only.
        public var swappiness: UInt64?
        /// Whether processes wait for memory instead of being killed. Version 1 only.
        public var disablesOOMKiller: Bool?
        /// Whether a limit below what is used now is refused.
        public var isCheckedBeforeUpdate = false

        /// Nothing to change.
        public init() {}
    }

    /// Processor time in microseconds.
    public struct CPU: Sendable, Hashable {
        /// The share when others want some too; see `CPUShares`. 0 counts as not given, as in all numbers here but `burst`.
        public var shares: UInt64?
        /// The most in each period.
        public var quota: Int64?
        /// How much unused time of former periods may be used up at once.
        public var burst: UInt64?
        /// The period of `quota`.
        public var period: UInt64?
        /// The most for real-time processes in each of their periods. Version 1 only.
        public var realtimeRuntime: Int64?
        /// The period of `realtimeRuntime`. Version 1 only.
        public var realtimePeriod: UInt64?
        /// Processors, such as `0-2,7`.
        public var cpus: String?
        /// Memory nodes, such as `0`.
        public var mems: String?
        /// 1: only what nobody else wants.
        public var idle: Int64?

        /// Nothing to change.
        public init() {}
    }

    /// Block devices.
    public struct BlockIO: Sendable, Hashable {
        /// The share of a device's time, 10 to 1000.
        public var weight: UInt16?
        /// The share of the cgroup's own processes, beside those of cgroups below. CFQ only, which kernels had until 5.0.
        public var leafWeight: UInt16?
        /// The same for single devices.
        public var devices: [DeviceWeight] = []
        /// The most for single devices, each second.
        public var throttles: [BlockDevice: BlockIOLimits.Throttle] = [:]

        /// Nothing to change.
        public init() {}
    }

    /// The share of one block device's time.
    public struct DeviceWeight: Sendable, Hashable {
        /// Which device.
        public var device: BlockDevice
        /// As in `BlockIO`.
        public var weight: UInt16?
        /// As in `BlockIO`.
        public var leafWeight: UInt16?

        /// A share.
        public init(_ device: BlockDevice, weight: UInt16? = nil, leafWeight: UInt16? = nil) {
            (self.device, self.weight, self.leafWeight) = (device, weight, leafWeight)
        }
    }

    /// The most of huge pages of one size.
    public struct Hugepages: Sendable, Hashable {
        /// The size, such as `2MB`.
        public var size: String
        /// Bytes.
        public var limit: UInt64

        /// A limit.
        public init(size: String, limit: UInt64) { (self.size, self.limit) = (size, limit) }
    }

    /// The priority of what an interface sends.
    public struct NetworkPriority: Sendable, Hashable {
        /// The interface's name.
        public var interface: String
        /// The priority.
        public var priority: UInt32

        /// A priority.
        public init(_ interface: String, _ priority: UInt32) { (self.interface, self.priority) = (interface, priority) }
    }

    /// The most of one RDMA device; nil leaves it as it is.
    public struct RDMA: Sendable, Hashable {
        /// Handles.
        public var handles: UInt32?
        /// Objects.
        public var objects: UInt32?

        /// A limit.
        public init(handles: UInt32? = nil, objects: UInt32? = nil) {
            (self.handles, self.objects) = (handles, objects)
        }

        /// As the kernel wants it; nil when nothing is to change.
        var text: String? {
            let words = [handles.map { "hca_handle=\($0)" }, objects.map { "hca_object=\($0)" }].compactMap { $0 }
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }
}
