import Garden
import Logging

extension Gardener {
    /// Takes up what an earlier server left: containers that were made go on; what was half made or half destroyed is
    /// destroyed, while serving goes on; what bears our tag and belongs to nobody is swept away.
    ///
    /// Call it once, before serving.
    ///
    /// - Returns: the work that goes on after this returned. It may be ignored.
    @discardableResult
    public func start() async throws -> Task<Void, Never> {
        let stored = try await load()
        // What is swept away goes before anything is taken up or made, when nobody can mistake new for old.
        report(await sweep(keeping: stored.handles))
        try await components.networker.start()
        await restoreAll(stored.containers.map(\.record))

        let unwanted = stored.containers.map(\.record)
            .filter { $0.state != .created || configuration.destroyOnStart }.map(\.handle)
        return Task { await destroyAll(unwanted) }
    }

    /// Destroys every container and then all that bears this server's tag. Harmless when there is nothing.
    ///
    /// - Returns: what could not be destroyed, a line each.
    public func cleanUp() async throws -> [String] {
        let stored = try await load()
        await restoreAll(stored.containers.map(\.record))
        let handles = stored.containers.map(\.record.handle)
        await destroyAll(handles)
        let left = handles.filter { table[$0] != nil }
        let unreadable = stored.unreadable
        let failures = await sweep(keeping: Set(left + unreadable.map(\.handle)))
        report(failures)
        return left.map { "container \($0)" } + failures
            + unreadable.map { "container \($0.handle), whose record cannot be read: see \($0.folder)" }
    }

    private func load() async throws -> StoredContainers {
        let stored = try await components.records.load()
        for item in stored.containers {
            table.adopt(.init(record: item.record, properties: item.properties))
        }
        table.block(stored.unreadable.map(\.handle))
        for reason in stored.newlyUnreadable {
            log.error("guardian.start.unreadable-record", metadata: ["reason": "\(reason)"])
        }
        for path in stored.foreign {
            log.warning("guardian.start.foreign-file", metadata: ["path": "\(path)"])
        }
        return stored
    }

    /// Every part takes up every container; parts that have nothing to take up say so and change nothing.
    private func restoreAll(_ records: [ContainerRecord]) async {
        await withDiscardingTaskGroup { group in
            for record in records {
                group.addTask { await self.restore(record) }
            }
        }
    }

    private func restore(_ record: ContainerRecord) async {
        let handle = record.handle
        do {
            let addresses = try await components.networker.restore(handle)
            table.update(handle) { $0.addresses = addresses }
        } catch {
            reportRestore(of: "network", handle, error)
        }
        guard record.state == .created, isOfThisBoot(record) else { return }
        do { try await components.volumizer.restore(handle) } catch { reportRestore(of: "volume", handle, error) }
        do {
            try await components.containerizer.restore(handle)
        } catch {
            reportRestore(of: "container", handle, error)
        }
    }

    /// After a reboot there are no processes to take up, and nothing to mount for them.
    private func isOfThisBoot(_ record: ContainerRecord) -> Bool {
        do {
            guard try components.host.bootID() != record.bootID else { return true }
            log.info("guardian.start.other-boot", metadata: ["handle": "\(record.handle)"])
            return false
        } catch {
            reportRestore(of: "boot id", record.handle, error)
            return true
        }
    }

    /// A container that cannot be taken up whole stays listed and destroyable: destroying it is for its owner to decide.
    private func reportRestore(of part: String, _ handle: Handle, _ error: any Error) {
        log.error(
            "guardian.start.restore-failed",
            metadata: ["handle": "\(handle)", "part": "\(part)", "error": "\(error)"])
    }

    /// - Returns: what went wrong, a line per part.
    private func sweep(keeping handles: Set<Handle>) async -> [String] {
        let parts: [(String, @Sendable (Set<Handle>) async throws -> Void)] = [
            ("container", components.containerizer.sweep), ("network", components.networker.sweep),
            ("volume", components.volumizer.sweep),
        ]
        var failures: [String] = []
        for (part, sweep) in parts {
            do { try await sweep(handles) } catch { failures.append("\(part): \(error)") }
        }
        return failures
    }

    private func report(_ failures: [String]) {
        for failure in failures { log.error("guardian.start.sweep-failed", metadata: ["error": "\(failure)"]) }
    }

    private func destroyAll(_ handles: [Handle]) async {
        await withDiscardingTaskGroup { group in
            for handle in handles {
                group.addTask {
                    do {
                        try await self.destroy(handle)
                    } catch {
                        // `destroy` has logged it; the container stays listed, to be destroyed again.
                    }
                }
            }
        }
    }
}

extension StoredContainers {
    /// All containers that may run. One whose record cannot be read may well: nothing of it is touched.
    fileprivate var handles: Set<Handle> { Set(containers.map(\.record.handle) + unreadable.map(\.handle)) }
}
