import Glibc
public import Linux
import SystemPackage

extension CgroupTree {
    /// Kills all processes in it and below it (SIGKILL), and waits until they have ended; not until they are reaped.
    ///
    /// No process outside is ever hit, whatever becomes of process numbers meanwhile. The caller itself is spared.
    ///
    /// - Parameter limit: how long to wait in all.
    /// - Returns: those that are still there when `limit` has passed, such as one that hangs in a system call; normally
    ///   none.
    public func killAll(within limit: Duration = .seconds(10)) throws(CgroupError) -> [PID] {
        let deadline = Deadline(after: limit)
        while true {
            let victims = try others()
            if victims.isEmpty { return [] }
            // Before the signal: what has ended could not be opened any more, and there would be nothing to wait for.
            let opened = PIDDescriptors(opening: victims)
            defer { opened.close() }
            try kill()
            guard opened.wait(until: deadline) else { return try others() }
        }
    }

    /// Sends SIGKILL to all processes in it and below it, without letting them start anything new meanwhile, and does not
    /// wait for their end. Frozen ones die as well; the caller itself is spared, and no process outside is ever hit.
    public func kill() throws(CgroupError) {
        // Whoever freezes itself stays frozen.
        if try processes().contains(where: Self.isCaller) { return try killOneByOne() }
        if try killByKernel() { return }
        guard try setFrozen(true) else { return try killOneByOne() }
        let result = Result { () throws(CgroupError) in try killOneByOne() }
        // Frozen processes of version 1 get their signals when they are thawed, and no process may stay frozen.
        try setFrozen(false)
        try result.get()
    }

    /// Uses cgroup.kill (Linux 5.14), which also hits what is being forked.
    ///
    /// - Returns: whether all are killed. In a hybrid layout some may be in version 1 only.
    private func killByKernel() throws(CgroupError) -> Bool {
        guard let two = folders.first(where: { $0.hierarchy.version == .two }) else { return false }
        do {
            try two.folder["cgroup.kill"].write("1")
            return layout.kind == .unified
        } catch {
            guard error.isAbsence || error.errno == .notSupportedOnSocket else { throw error }
            return false
        }
    }

    /// Opens each process before it looks again which are inside: one that still is inside then is the one that was
    /// opened, or that one has ended and the signal reaches nobody. Looks until there is nobody new: a process that was
    /// forking when it was seen may have a child that was not.
    private func killOneByOne() throws(CgroupError) {
        var killed: Set<PID> = []
        while true {
            var rest = try others().filter { !killed.contains($0) }[...]
            if rest.isEmpty { return }
            killed.formUnion(rest)
            while !rest.isEmpty {
                let opened = PIDDescriptors(opening: Array(rest))
                defer { opened.close() }
                rest = rest.dropFirst(PIDDescriptors.most)
                let inside = Set(try others())
                do {
                    try opened.kill(where: inside.contains)
                } catch {
                    throw .system(error)
                }
            }
        }
    }

    private func others() throws(CgroupError) -> [PID] { try processes().filter { !Self.isCaller($0) } }

    private static func isCaller(_ pid: PID) -> Bool { pid.rawValue == getpid() }

    /// - Returns: whether there is something that can be frozen.
    @discardableResult
    private func setFrozen(_ isFrozen: Bool) throws(CgroupError) -> Bool {
        do {
            if isFrozen { try freeze() } else { try thaw() }
            return true
        } catch {
            if case .missingController = error { return false }
            guard error.isAbsence else { throw error }
            return false
        }
    }
}
