import Cgroups
import Linux
import ProcessTracker
import SystemPackage

/// A container that could not be taken up again, and what its tracker left of it.
final class LostContainer: Sendable {
    /// Why.
    let reason: String
    /// What happened to it.
    let events: [String]
    /// Why not all of that is known.
    let unreadable: [String]

    /// Reads the files in the container's `folder`, and what the kernel has counted since in `cgroup`.
    init(because reason: String, folder: FilePath, cgroup: CgroupTree?) {
        var events = ContainerEvents()
        var unreadable: [String] = []
        func attempt(_ read: () throws -> Void) {
            do { try read() } catch { unreadable.append("\(error)") }
        }
        let files = TrackedFiles(folder: folder)
        attempt { events.count(memoryKills: try files.memoryKills()) }
        attempt { events.count(memoryKills: try cgroup?.oomKills() ?? 0) }
        attempt { if let status = try files.initExit() { events.add(LiveContainer.reason(initEnded: status)) } }
        events.add(reason)
        (self.reason, self.events, self.unreadable) = (reason, events.texts, unreadable)
    }
}
