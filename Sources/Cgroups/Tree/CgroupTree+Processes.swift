public import Linux
import SystemPackage

extension CgroupTree {
    /// The processes in it and below it, in any hierarchy; each once, those of parents first.
    ///
    /// A process that the caller's pid namespace does not show is left out.
    public func processes() throws(CgroupError) -> [PID] {
        var seen: Set<PID> = []
        var found: [PID] = []
        for (_, folder) in folders {
            for part in try folder.all() {
                for pid in try part.processes() where seen.insert(pid).inserted { found.append(pid) }
            }
        }
        return found
    }
}

extension ControlFolder {
    /// The processes in it alone; none when it is not there.
    func processes() throws(CgroupError) -> [PID] {
        let text: String
        do {
            text = try self["cgroup.procs"].text()
        } catch {
            // A threaded cgroup of version 2 does not list processes: they are listed by its domain, above it.
            guard error.isAbsence || error.errno == .notSupportedOnSocket else { throw error }
            return []
        }
        return text.split(separator: "\n").compactMap { Int32($0).flatMap(PID.init(rawValue:)) }
    }
}
