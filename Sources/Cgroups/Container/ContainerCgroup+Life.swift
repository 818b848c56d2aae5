import Glibc
import Linux
import SystemPackage

extension ContainerCgroup {
    /// Makes it in every hierarchy, for a new container.
    ///
    /// What is made here is removed again when that fails; parents stay.
    ///
    /// - Throws: `CgroupError.notEmpty` and `.frozen` when it was there already and is in use.
    public func create() throws(CgroupError) {
        var made: [ControlFolder] = []
        do throws(CgroupError) {
            for (hierarchy, folder) in tree.folders {
                if try tree.create(in: hierarchy) { made.append(folder) }
            }
            if made.count < tree.folders.count { try refuseIfPopulated() }
            // Also a new one, in a parent that is frozen.
            if try tree.freezerState() != .thawed { throw .frozen }
            try refuseThreads()
        } catch {
            // The first error is the one to know; a cgroup that stays is found empty by the next who wants it.
            for folder in made { _ = try? folder.removeAlone() }
            throw error
        }
    }

    /// Whether somebody uses it: looked at before anything of a container is made.
    ///
    /// - Throws: `CgroupError.notEmpty`, or `.frozen`.
    public func refuseIfInUse() throws(CgroupError) {
        try refuseIfPopulated()
        guard try tree.freezerState() == .thawed else { throw .frozen }
    }

    /// Also by processes below it: they would be a failed container's to kill.
    private func refuseIfPopulated() throws(CgroupError) {
        let count = try tree.processes().count
        guard count == 0 else { throw .notEmpty(processes: count) }
    }

    /// Removes it and all below it. Processes in it that are about to end are waited for.
    ///
    /// - Parameter limit: how long to wait for them in all.
    /// - Throws: `CgroupError.busy` when some are still there then.
    public func remove(within limit: Duration = .seconds(2)) throws(CgroupError) {
        let deadline = Deadline(after: limit)
        while true {
            do {
                return try tree.remove()
            } catch {
                guard case .busy(_, let processes) = error, deadline.milliseconds > 0 else { throw error }
                try wait(for: processes, until: deadline)
            }
        }
    }

    private func wait(for processes: [PID], until deadline: Deadline) throws(CgroupError) {
        let opened = PIDDescriptors(opening: processes)
        defer { opened.close() }
        guard processes.isEmpty else {
            _ = opened.wait(until: deadline)
            return
        }
        // The last process is on its way out, and no file of version 1 tells when it has gone: give it the processor.
        var pause = timespec(tv_sec: 0, tv_nsec: 100_000)
        nanosleep(&pause, nil)
    }

    /// A cgroup of version 2 whose parents have processes, or that is threaded, cannot have a container's limits.
    private func refuseThreads() throws(CgroupError) {
        guard tree.layout.kind == .unified, let (_, folder) = tree.folders.first,
            let type = try folder["cgroup.type"].textIfThere(), type != "domain"
        else { return }
        throw .unusableType(path: folder.path, type)
    }
}
