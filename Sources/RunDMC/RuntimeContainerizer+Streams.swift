import Cgroups
public import Garden
import Guardian
import Linux
import LinuxAsync
import Synchronization
import SystemPackage

extension RuntimeContainerizer {
    /// Unpacks an archive: see `Containerizing`.
    ///
    /// - Throws: what `archive` throws when it breaks off; `ArchiveError` when it cannot be unpacked.
    public func streamIn(
        _ archive: any ByteSource, to destination: String, as user: String, in handle: Handle
    ) async throws {
        let request = try ArchiveRequest(.into, user: user, path: destination)
        let archiver = try await start(request, in: handle)
        let ending = try await IncomingArchive(source: archive, archiver: archiver).unpack()
        switch ending {
        case .done: return
        case .failed(let reason): throw ArchiveError(.into, .failed(reason))
        case .refused(let reason): throw ArchiveError(.into, .unusable(reason))
        }
    }

    /// Packs files: see `Containerizing`. Its first bytes are there when this returns.
    ///
    /// - Throws: `ArchiveError`, as for a source that does not exist.
    public func streamOut(
        _ source: String, as user: String, from handle: Handle
    ) async throws -> any ByteSource {
        let request = try ArchiveRequest(.outOf, user: user, path: source)
        return try await PackedArchive.open(try await start(request, in: handle))
    }

    private func start(_ request: ArchiveRequest, in handle: Handle) async throws -> ArchiverProcess {
        do {
            guard let container = live.withLock({ $0[handle] }) else {
                let reason = lost.withLock { $0[handle] }?.reason ?? "it was not taken up again"
                throw RunDMCError.stopped(handle: handle.value, reason: reason)
            }
            _ = try container.runningInit(of: handle)
            return try await container.archivers.start { try await spawn(request, in: container, handle) }
        } catch let error where error is RunDMCError || error is ArchiverGate.Closed {
            throw ArchiveError(request.direction, .unavailable("\(error)"))
        } catch {
            throw ArchiveError(request.direction, .failed("\(error)"))
        }
    }

    private func spawn(
        _ request: ArchiveRequest, in container: LiveContainer, _ handle: Handle
    ) async throws -> ArchiverProcess {
        let folder = configuration.layout.folder(of: handle)
        let cgroup = try CgroupTree(container.section.cgroup, in: configuration.cgroups.tree.layout)
        let (initProcess, cgroups) = try await system.blocking {
            // Not every runtime makes a cgroup in every hierarchy.
            (try InitProcess(recordedIn: folder).open(), cgroup.paths.filter(Files.exists))
        }
        guard let initProcess else { throw RunDMCError.stopped(handle: handle.value, reason: "its init is gone") }
        defer { initProcess.closeIgnoringErrors() }
        return try await Archiver(program: configuration.archiver, system: system)
            .start(request, cgroups: cgroups, initProcess: initProcess)
    }
}
