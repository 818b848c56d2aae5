import Cgroups
public import Garden
public import Guardian
import Linux
import LinuxAsync
import Logging
import RuncCommand
import Synchronization
import SystemPackage

/// The end of peas. All of it works from names alone: whoever started a pea may be gone, and its record too.
extension RuntimeContainerizer {
    /// Ends a pea and removes what there is of it: see `PeaContainerizing`.
    public func destroy(_ pea: Pea) async throws {
        let (folder, cgroups) = (configuration.layout.folder(of: pea), try possibleCgroups(of: pea))
        try await endRuntimes(of: pea)
        for cgroup in cgroups { try await kill(cgroup, of: pea.name) }
        try await deleteAtRuntime(try ContainerID(pea.name), root: Self.runtimeRoot(in: folder))
        for cgroup in cgroups { try await remove(cgroup) }
        try await system.blocking { try BundleFile.remove(from: folder) }
        _ = peas.withLock { $0.removeValue(forKey: pea) }
    }

    /// Removes cgroups of peas that no record tells of: see `PeaContainerizing`.
    public func sweepPeas(of handle: Handle, keeping peas: Set<Pea>) async throws {
        let parents = [try containerCgroup(of: handle), try configuration.cgroups.peas(of: Self.id(of: handle))]
        var reasons: [String] = []
        for parent in parents {
            let names = try await system.blocking { try parent.children() }
            // A privileged container may have made cgroups of its own below its own.
            for pea in names.compactMap({ Pea(in: handle, named: $0) }) where !peas.contains(pea) {
                log.info("guardian.pea.sweep", metadata: ["pea": "\(pea)"])
                do {
                    let cgroup = try parent.child(pea.name)
                    try await kill(cgroup, of: pea.name)
                    try await remove(cgroup)
                } catch {
                    reasons.append("\(pea): \(error)")
                }
            }
        }
        guard reasons.isEmpty else { throw RunDMCError.orphansLeft(reasons: reasons) }
    }

    /// Both, because it may not be known which of them it was to have.
    private func possibleCgroups(of pea: Pea) throws -> [CgroupTree] {
        let container = try containerCgroup(of: pea.handle)
        return try [false, true].map { isOwn in
            try PeaCgroup(pea, of: container, isOwn: isOwn, in: configuration.cgroups).tree
        }
    }

    private func containerCgroup(of handle: Handle) throws -> CgroupTree {
        try configuration.cgroups.container(Self.id(of: handle))
    }

    static func id(of handle: Handle) -> String { ContainerID(escaping: handle.value).value }

    /// Kills the runtime that is still at work on a pea, for a server that is gone: what it is about to make would appear
    /// when nobody looks any more. It is among the processes of the container's tracker, and has the pea's name among its
    /// arguments.
    private func endRuntimes(of pea: Pea) async throws {
        let cgroup = try configuration.cgroups.tracker(Self.id(of: pea.handle))
        try await system.blocking {
            for process in try cgroup.processes() {
                guard let pidfd = try Self.open(process) else { continue }
                defer { pidfd.closeIgnoringErrors() }
                // Looked at after opening: what has these arguments now is what was opened.
                guard Self.mentions(pea.name, process) else { continue }
                try PIDDescriptor.send(.kill, to: pidfd)
                let poll = try EventPoll()
                try poll.add(pidfd, .readable, token: 1)
                _ = try poll.wait()
            }
        }
    }

    private static func open(_ process: PID) throws -> FileDescriptor? {
        do {
            return try PIDDescriptor.open(process)
        } catch  where error.errno == .noSuchProcess {
            return nil
        }
    }

    private static func mentions(_ name: String, _ process: PID) -> Bool {
        do {
            let arguments = try Files.read(FilePath("/proc/\(process)/cmdline"))
            return arguments.split(separator: 0).contains(Array(name.utf8)[...])
        } catch {
            // It has ended.
            return false
        }
    }
}
