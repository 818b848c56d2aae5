public import Garden
import Linux
import Logging

extension Gardener {
    /// Makes a container, or leaves nothing behind.
    ///
    /// Goes on when the caller is cancelled: whoever asked may ask again by the same handle.
    public func create(_ spec: ContainerSpec) async throws -> Handle {
        let handle = spec.handle.isEmpty ? try components.host.newHandle() : try Handle(spec.handle)
        let image = try acceptedImage(of: spec)
        let record = ContainerRecord(
            handle: handle, created: components.host.now(), bootID: try components.host.bootID(),
            graceTime: max(spec.graceTime, .zero), spec: spec.summary)
        try table.reserve(.init(record: record, properties: spec.properties))

        try await Task {
            try await lifecycle.withLock(handle) { try await make(record, spec, image: image) }
        }.value
        log.info("guardian.create.created", metadata: ["handle": "\(handle)"])
        return handle
    }

    /// Checks all that can be checked before anything is made.
    private func acceptedImage(of spec: ContainerSpec) throws -> ImageReference {
        if spec.privileged, configuration.disablePrivileged { throw GuardianError.privilegedDisabled }
        for key in spec.properties.keys { try PropertyKeys.check(key) }
        try spec.check()
        if let feature = Self.unsupportedFeature(of: spec) { throw GuardianError.unsupported(feature) }
        if spec.image.uri.isEmpty { return ImageReference(uri: spec.rootFSPath) }
        guard spec.rootFSPath.isEmpty else { throw GuardianError.twoImages }
        return spec.image
    }

    /// What a request asks for and nobody here would do: refused, because its sender relies on it.
    private static func unsupportedFeature(of spec: ContainerSpec) -> String? {
        if !spec.netIn.isEmpty { return "forwarding ports (netin)" }
        if !spec.netOut.isEmpty { return "opening destinations (netout_rules)" }
        return spec.limits.disk.byteHard > 0 ? "limiting disk space (byte_hard)" : nil
    }

    private func make(_ record: ContainerRecord, _ spec: ContainerSpec, image: ImageReference) async throws {
        let handle = record.handle
        var undo = UndoStack(log: log)
        do {
            try await components.records.create(record, properties: spec.properties)
            let pieces = try await preparePieces(handle, spec, image: image, undo: &undo)

            undo.push("container") { [components] in try await components.containerizer.destroy(handle) }
            let process = try await components.containerizer.create(
                ContainerPlan(
                    handle: handle, rootFS: pieces.rootFS, privileged: spec.privileged, environment: spec.environment,
                    bindMounts: spec.bindMounts + pieces.network.mounts, limits: spec.limits))
            try await connect(handle, process)
            try await components.records.setState(.created, of: handle)
            table.update(handle) { entry in
                entry.record.state = .created
                entry.record.wasCreated = true
                entry.addresses = pieces.network.addresses
            }
        } catch {
            log.error("guardian.create.failed", metadata: ["handle": "\(handle)", "error": "\(error)"])
            await forget(handle, after: undo)
            throw error
        }
    }

    /// Gives the container its network. One whose init ends meanwhile, as without room to run, is not made: that it ended
    /// says more than where it was missed first.
    private func connect(_ handle: Handle, _ process: PID) async throws {
        do {
            try await components.networker.attach(handle, to: process)
        } catch {
            try await components.containerizer.checkRuns(handle)
            throw error
        }
        try await components.containerizer.checkRuns(handle)
    }

    /// The root file system and the network's plan, made side by side.
    private func preparePieces(
        _ handle: Handle, _ spec: ContainerSpec, image: ImageReference, undo: inout UndoStack
    ) async throws -> (rootFS: RootFS, network: NetworkPlan) {
        let mapping = spec.privileged ? nil : configuration.mapping
        undo.push("volume") { [components] in try await components.volumizer.destroy(handle) }
        undo.push("network") { [components] in try await components.networker.detach(handle) }
        async let rootFS = components.volumizer.create(
            handle, RootFSSpec(image: image, mapping: mapping, limits: spec.limits.disk))
        async let network = components.networker.prepare(
            handle,
            NetworkSpec(
                request: spec.network, folder: components.records.folder(of: handle), owner: mapping?.root ?? .root))
        // Whichever fails first, leaving this scope waits for the other: nothing is taken back under its hands.
        return (try await rootFS, try await network)
    }

    /// Takes a failed creation back. What resists is kept as half-destroyed, so that it can be listed and retried.
    private func forget(_ handle: Handle, after undo: UndoStack) async {
        var failures = await undo.unwind()
        if failures.isEmpty {
            do {
                try await components.records.remove(handle)
                return table.release(handle)
            } catch {
                failures.append("record: \(error)")
            }
        }
        log.error(
            "guardian.create.left-over",
            metadata: ["handle": "\(handle)", "error": "\(failures.joined(separator: "; "))"])
        table.update(handle) { $0.record.state = .destroying }
        do {
            try await components.records.setState(.destroying, of: handle)
        } catch {
            log.error("guardian.create.record-failed", metadata: ["handle": "\(handle)", "error": "\(error)"])
        }
    }
}
