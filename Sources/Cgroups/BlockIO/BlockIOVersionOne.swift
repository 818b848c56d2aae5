/// Block I/O in version 1: Documentation/admin-guide/cgroup-v1/blkio-controller.rst of the kernel.
struct BlockIOVersionOne {
    let tree: CgroupTree

    private typealias Limit = WritableKeyPath<BlockIOLimits.Throttle, UInt64?>

    private static var files: [(name: String, limit: Limit)] {
        [
            ("blkio.throttle.read_bps_device", \.readBytes), ("blkio.throttle.write_bps_device", \.writtenBytes),
            ("blkio.throttle.read_iops_device", \.reads), ("blkio.throttle.write_iops_device", \.writes),
        ]
    }

    func apply(_ limits: BlockIOLimits) throws(CgroupError) {
        let folder = try tree.folder(of: "blkio")
        if let weight = limits.weight { try applyWeight(weight, in: folder) }
        for (device, throttle) in limits.throttles {
            for (name, limit) in Self.files {
                guard let number = throttle[keyPath: limit] else { continue }
                try folder[name].write("\(device) \(number)")
            }
        }
    }

    func read() throws(CgroupError) -> BlockIOLimits {
        var limits = BlockIOLimits()
        guard tree.layout.hierarchy(of: "blkio") != nil else { return limits }
        let folder = try tree.folder(of: "blkio")
        for name in BlockIOLimits.weightFiles(isUnified: false) where limits.weight == nil {
            limits.weight = try CgroupTree.optional { () throws(CgroupError) in try folder[name].number() }
        }
        for (name, limit) in Self.files {
            for line in (try folder[name].textIfThere() ?? "").split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count == 2, let device = BlockDevice(words[0]), let number = UInt64(words[1]) else {
                    continue
                }
                limits.throttles[device, default: .init()][keyPath: limit] = number
            }
        }
        return limits
    }

    private func applyWeight(_ weight: UInt64, in folder: ControlFolder) throws(CgroupError) {
        let names = BlockIOLimits.weightFiles(isUnified: false)
        do {
            try folder[names[0]].write("\(weight)")
        } catch {
            guard error.isAbsence else { throw error }
            try folder[names[1]].write("\(weight)")
        }
    }
}
