public import Garden
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
        let stored = try await components.records.load()
        for item in stored.containers {
            table.adopt(.init(record: item.record, properties: item.properties))
        }
        for folder in stored.unreadable {
            log.error(
                "guardian.start.unreadable-record",
                metadata: ["path": "\(folder.movedTo)", "reason": "\(folder.reason)"])
        }
        // A container whose record cannot be read may well be running: nothing of it is touched. What is swept away goes
        // before anything is taken up or made, when nobody can mistake new for old.
        await sweep(keeping: Set(stored.containers.map(\.record.handle) + stored.unreadable.compactMap(\.handle)))
        try await components.networker.start()
        await restoreAll(stored.containers.map(\.record))

        let unwanted = stored.containers.map(\.record)
            .filter { $0.state != .created || configuration.destroyOnStart }.map(\.handle)
        return Task { await destroyAll(unwanted) }
    }

    /// Destroys every container and then all that bears this server's tag. Harmless when there is nothing.
    ///
    /// - Returns: the handles that could not be destroyed.
    public func cleanUp() async throws -> [Handle] {
        let stored = try await components.records.load()
        for item in stored.containers {
            table.adopt(.init(record: item.record, properties: item.properties))
        }
        await restoreAll(stored.containers.map(\.record))
        let handles = stored.containers.map(\.record.handle)
        await destroyAll(handles)
        let left = handles.filter { table[$0] != nil }
        await sweep(keeping: Set(left + stored.unreadable.compactMap(\.handle)))
        return left
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
        guard record.state == .created else { return }
        do { try await components.volumizer.restore(handle) } catch { reportRestore(of: "volume", handle, error) }
        do {
            try await components.containerizer.restore(handle)
        } catch {
            reportRestore(of: "container", handle, error)
        }
    }

    /// A container that cannot be taken up whole stays listed and destroyable: destroying it is for its owner to decide.
    private func reportRestore(of part: String, _ handle: Handle, _ error: any Error) {
        log.error(
            "guardian.start.restore-failed",
            metadata: ["handle": "\(handle)", "part": "\(part)", "error": "\(error)"])
    }

    private func sweep(keeping handles: Set<Handle>) async {
        let parts: [(String, @Sendable (Set<Handle>) async throws -> Void)] = [
            ("container", components.containerizer.sweep), ("network", components.networker.sweep),
            ("volume", components.volumizer.sweep),
        ]
        for (part, sweep) in parts {
            do {
                try await sweep(handles)
            } catch {
                log.error("guardian.start.sweep-failed", metadata: ["part": "\(part)", "error": "\(error)"])
            }
        }
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
