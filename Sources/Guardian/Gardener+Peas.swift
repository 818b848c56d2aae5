import Garden
import Logging

/// Peas: a root file system by the volumizer, a process by the containerizer, and a record of both until nothing is left.
extension Gardener {
    /// Starts a pea, or leaves nothing behind. It ends, and goes, with its container.
    ///
    /// Goes on when the caller is cancelled: the process may be attached to.
    func runPea(_ spec: ProcessSpec, in handle: Handle, privileged: Bool) async throws -> any Process {
        let id = spec.id.isEmpty ? try components.host.newHandle().value : spec.id
        let pea = try Pea(in: handle, unique: components.host.newHandle().value)
        let record = PeaRecord(pea: pea, process: try ProcessID(id), created: components.host.now())
        // Before a root file system is made for nothing; two that begin at once are told apart by the tracker.
        if await components.containerizer.status(of: handle).processes.contains(id) {
            throw PeaTable.taken(record.process)
        }
        try peas.begin(record)
        let start = Task { try await self.start(record, spec, privileged: privileged) }
        peas.set(cancel: { start.cancel() }, for: pea)
        let process = try await start.value
        log.info("guardian.pea.started", metadata: ["handle": "\(handle)", "process": "\(id)", "pea": "\(pea.name)"])
        return process
    }

    private func start(_ record: PeaRecord, _ spec: ProcessSpec, privileged: Bool) async throws -> any Process {
        let (pea, components) = (record.pea, components)
        var undo = UndoStack(log: log)
        do {
            undo.push("record") { try await components.records.remove(pea) }
            try await components.records.create(record)
            undo.push("volume") { try await components.volumizer.destroy(pea) }
            let rootFS = try await components.volumizer.create(
                pea, RootFSSpec(image: spec.image, mapping: privileged ? nil : configuration.mapping))
            try Task.checkCancellation()
            undo.push("process") { try await components.containerizer.destroy(pea) }
            let process = try await components.containerizer.run(
                spec, as: PeaPlan(pea: pea, process: record.process, rootFS: rootFS))
            follow(record)
            return process
        } catch {
            log.info("guardian.pea.failed", metadata: ["pea": "\(pea)", "error": "\(error)"])
            // What resists is removed with the container, or by the next server.
            let failures = await undo.unwind()
            peas.settle(pea, isGone: failures.isEmpty)
            throw peas.isClosed(pea.handle) ? PeaTable.leaving(pea.handle) : error
        }
    }

    /// Sees to it that a pea that runs is removed once it has ended, whoever waits for it.
    private func follow(_ record: PeaRecord) {
        peas.ran(record.pea)
        let task = Task {
            do {
                try await components.containerizer.untilEnd(of: record.pea)
            } catch {
                // It is on its way out with its container, or nobody knows of it any more but the container's record.
                return peas.settle(record.pea, isGone: false)
            }
            // Not to be left half-way because the container is destroyed meanwhile.
            await Task { await finish(record.pea) }.value
        }
        peas.set(cancel: { task.cancel() }, for: record.pea)
    }

    /// Removes a pea that has ended or never ran; somebody has to be at work on it.
    private func finish(_ pea: Pea) async {
        let failures = await remove(pea)
        if !failures.isEmpty {
            log.error(
                "guardian.pea.left-over", metadata: ["pea": "\(pea)", "error": "\(failures.joined(separator: "; "))"])
        }
        peas.settle(pea, isGone: failures.isEmpty)
    }

    /// - Returns: what could not be removed, a line each.
    private func remove(_ pea: Pea) async -> [String] {
        // Its processes hold its root file system, and the record is needed as long as there is either.
        var reasons = await failure(of: "pea") { try await components.containerizer.destroy(pea) }
        if reasons.isEmpty { reasons = await failure(of: "volume") { try await components.volumizer.destroy(pea) } }
        if reasons.isEmpty { reasons = await failure(of: "record") { try await components.records.remove(pea) } }
        return reasons
    }

    // MARK: with the container

    /// Removes what is left of a container's peas, after its containerizer has ended all its processes.
    ///
    /// - Precondition: the container was closed.
    /// - Returns: what could not be removed, a line each.
    func removePeas(of handle: Handle) async -> [String] {
        await peas.untilIdle(handle)
        var reasons: [String] = []
        do {
            for pea in try await components.records.peas(of: handle).names { reasons += await remove(pea) }
        } catch {
            reasons.append("peas: \(error)")
        }
        return reasons
    }

    // MARK: starting the server

    /// The peas that the records of earlier servers tell of. Those of a container whose peas cannot be listed are left
    /// alone.
    func loadPeas(of handles: [Handle]) async -> [Handle: StoredPeas] {
        var found: [Handle: StoredPeas] = [:]
        for handle in handles {
            do {
                let stored = try await components.records.peas(of: handle)
                for (pea, reason) in stored.unreadable {
                    log.error("guardian.start.unreadable-pea", metadata: ["pea": "\(pea)", "reason": "\(reason)"])
                }
                found[handle] = stored
            } catch {
                log.error("guardian.start.unreadable-peas", metadata: ["handle": "\(handle)", "error": "\(error)"])
            }
        }
        return found
    }

    /// - Returns: what went wrong, a line each.
    func sweepPeas(keeping stored: [Handle: StoredPeas]) async -> [String] {
        var failures: [String] = []
        for (handle, peas) in stored {
            failures += await failure(of: "pea") {
                try await components.containerizer.sweepPeas(of: handle, keeping: peas.names)
            }
            failures += await failure(of: "volume") {
                try await components.volumizer.sweepPeas(of: handle, keeping: peas.names)
            }
        }
        return failures
    }

    /// Takes up the peas of a container that runs. Those that run go on.
    ///
    /// - Returns: those that have ended, or were half made: to be removed by `finish(all:)`.
    func restore(_ stored: StoredPeas) async -> [Pea] {
        var ended: [Pea] = []
        for record in stored.records {
            let pea = record.pea
            do {
                guard try await components.containerizer.restore(record) else {
                    peas.adopt(record, isRunning: false, isBusy: true)
                    ended.append(pea)
                    continue
                }
                peas.adopt(record, isRunning: true, isBusy: true)
                follow(record)
                try await components.volumizer.restore(pea)
            } catch {
                reportRestore(of: "pea \(pea.name)", pea.handle, error)
            }
        }
        return ended
    }

    /// Notes the peas of a container of which nothing runs any more, or nobody knows what does.
    ///
    /// - Parameter haveEnded: whether none of them runs.
    /// - Returns: those to be removed by `finish(all:)`.
    func note(_ stored: StoredPeas, haveEnded: Bool) -> [Pea] {
        for record in stored.records { peas.adopt(record, isRunning: !haveEnded, isBusy: haveEnded) }
        return haveEnded ? stored.records.map(\.pea) : []
    }

    /// Removes peas that ended while no server looked.
    func finish(all ended: [Pea]) async {
        for pea in ended { await finish(pea) }
    }

    // MARK: figures

    /// What a container uses, or a pea by its process id.
    func metrics(of handle: Handle) async throws -> Metrics {
        guard table[handle] == nil, let record = peas.running(handle.value) else {
            return try await container(handle).metrics()
        }
        async let disk = components.volumizer.usage(of: record.pea)
        let usage = try await components.containerizer.usage(of: record.pea)
        return try await Metrics(usage, disk: disk, age: age(since: record.created), configuration)
    }

    /// How long ago something was made.
    func age(since created: Int64) -> Duration { .nanoseconds(max(components.host.now() - created, 0)) }
}
