/// Block I/O in version 2: Documentation/admin-guide/cgroup-v2.rst of the kernel, "IO Interface Files".
struct BlockIOVersionTwo {
    let tree: CgroupTree

    private typealias Limit = WritableKeyPath<BlockIOLimits.Throttle, UInt64?>

    private static var keys: [(name: String, limit: Limit)] {
        [("rbps", \.readBytes), ("wbps", \.writtenBytes), ("riops", \.reads), ("wiops", \.writes)]
    }

    func apply(_ limits: BlockIOLimits) throws(CgroupError) {
        let folder = try tree.folder(of: "io")
        if let weight = limits.weight { try applyWeight(weight, in: folder) }
        for (device, throttle) in limits.throttles {
            let words = Self.keys.compactMap { key in throttle[keyPath: key.limit].map { "\(key.name)=\($0)" } }
            if !words.isEmpty { try folder["io.max"].write("\(device) \(words.joined(separator: " "))") }
        }
    }

    func read() throws(CgroupError) -> BlockIOLimits {
        var limits = BlockIOLimits()
        guard tree.layout.hierarchy(of: "io") != nil else { return limits }
        let folder = try tree.folder(of: "io")
        limits.weight = try defaultWeight(in: folder["io.bfq.weight"])
        if limits.weight == nil { limits.weight = try defaultWeight(in: folder["io.weight"]).map(Self.narrow) }
        for line in (try folder["io.max"].textIfThere() ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let device = words.first.flatMap({ BlockDevice($0) }) else { continue }
            limits.throttles[device] = Self.throttle(words.dropFirst())
        }
        return limits
    }

    private static func throttle(_ words: ArraySlice<Substring>) -> BlockIOLimits.Throttle {
        var throttle = BlockIOLimits.Throttle()
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let key = keys.first(where: { $0.name == parts[0] }) else { continue }
            throttle[keyPath: key.limit] = UInt64(parts[1])
        }
        return throttle
    }

    private func applyWeight(_ weight: UInt64, in folder: ControlFolder) throws(CgroupError) {
        do {
            try folder["io.bfq.weight"].write("\(weight)")
        } catch {
            guard error.isAbsence else { throw error }
            try folder["io.weight"].write("default \(Self.widen(weight))")
        }
    }

    /// `default 100`, and then weights of single devices.
    private func defaultWeight(in file: ControlFile) throws(CgroupError) -> UInt64? {
        guard let text = try file.textIfThere(), let line = text.split(separator: "\n").first else { return nil }
        return line.split(separator: " ").last.flatMap { UInt64($0) }
    }

    /// 10 to 1000 as 1 to 10000, which io.weight takes, on a straight line as runtimes have it.
    static func widen(_ weight: UInt64) -> UInt64 {
        let inside = min(max(weight, 10), 1000)
        return 1 + (inside - 10) * 9999 / 990
    }

    private static func narrow(_ weight: UInt64) -> UInt64 {
        let inside = min(max(weight, 1), 10_000)
        return 10 + ((inside - 1) * 990 + 9998) / 9999
    }
}
