/// Memory in version 2, which limits swap apart.
struct MemoryVersionTwo {
    let tree: CgroupTree

    func apply(_ memory: CgroupResources.Memory) throws(CgroupError) {
        let limit = memory.limit.unlessZero
        let swap = try Self.swapAlone(swap: memory.swap.unlessZero, limit: limit)
        if memory.isCheckedBeforeUpdate { try check(limit) }
        if let swap { try write(swap: swap) }
        try tree.write(limit.map(Self.text), "memory", "memory.max")
        try tree.write(memory.reservation.unlessZero.map(Self.text), "memory", "memory.low")
    }

    /// Swap alone of a limit for memory and swap together.
    static func swapAlone(swap: Int64?, limit: Int64?) throws(CgroupError) -> Int64? {
        guard let swap else { return limit == -1 ? -1 : nil }
        if swap < 0 { return -1 }
        guard let limit, limit > 0 else {
            throw .unusableResource("unable to set swap limit without memory limit")
        }
        guard swap >= limit else {
            throw .unusableResource("memory+swap limit should be >= memory limit (\(swap) < \(limit))")
        }
        return swap - limit
    }

    /// A kernel that does not count swap lets nobody have some, and has nothing to be told that it is free.
    private func write(swap: Int64) throws(CgroupError) {
        do {
            try tree.write(Self.text(swap), "memory", "memory.swap.max")
        } catch {
            guard error.isAbsence, swap <= 0 else { throw error }
        }
    }

    private func check(_ limit: Int64?) throws(CgroupError) {
        guard let limit, limit > 0 else { return }
        let folder = try tree.folder(of: "memory")
        let usage = try folder["memory.current"].number()
        guard usage > UInt64(limit) else { return }
        let peak = try CgroupTree.optional { () throws(CgroupError) in try folder["memory.peak"].number() }
        throw .memoryInUse(limit: limit, usage: usage, peak: peak ?? usage)
    }

    private static func text(_ number: Int64) -> String { number < 0 ? "max" : "\(number)" }
}
