import Garden
import Guardian
import Linux
import LinuxAsync
import Logging
import Synchronization
import SystemPackage

extension OverlayVolumizer {
    /// Stores what is about to be made.
    func store(_ plan: VolumePlan, of handle: Handle) async throws {
        try await records.store(plan.json(folder: volume(of: handle).folder), as: .volume, of: handle)
    }

    /// What a container without a user namespace gets of the image at `path`, which is unpacked first if need be.
    func plan(for path: FilePath, _ kind: ImageKind) async throws -> OverlayPlan {
        var plan = OverlayPlan(image: path, lower: path, owners: .unchanged)
        switch kind {
        case .folder(let status):
            plan.size = images.path.appending(ImageKey(sizeOf: path, status: status).name)
        case .archive:
            let image = try await unpacked.image(of: path)
            (plan.lower, plan.size) = (image.rootFS, image.size)
        }
        plan.project = try await system.blocking { [projects] in projects.unused() }
        return plan
    }

    /// Makes the overlay that `plan` says, with the owners shifted for `mapping`.
    func makeOverlay(_ handle: Handle, _ plan: OverlayPlan, _ mapping: UserMapping?) async throws {
        guard let mapping else { return try await make(handle, plan) }
        var plan = plan
        plan.mapping = mapping
        let image = plan.lower
        let device = try await system.blocking { try FileStatus.of(image).device }
        if triesIDMapping(on: device) {
            plan.owners = .idMapped
            do {
                return try await make(handle, plan)
            } catch let error as LinuxError where mayLackIDMapping(error) {
                log.warning(
                    "volumizer.id-mapping-unavailable", metadata: ["image": "\(plan.image)", "error": "\(error)"])
            }
        }
        plan.lower = try await copies.copy(of: image, for: mapping)
        plan.owners = .copied
        try await make(handle, plan)
        // Only now is it certain that id-mapping was what failed.
        _ = unmappable.withLock { $0.insert(device) }
    }

    private func make(_ handle: Handle, _ plan: OverlayPlan) async throws {
        try await store(.overlay(plan), of: handle)
        let volume = volume(of: handle)
        try await system.blocking { [namespaces, projects, figures] in
            try volume.make(plan, namespaces, projects.kernel)
            figures.begin(handle, volume, plan, isNew: true)
        }
    }

    private func triesIDMapping(on device: UInt64) -> Bool {
        switch configuration.ownerShift {
        case .idMapped: true
        case .copied: false
        case .automatic: unmappable.withLock { !$0.contains(device) }
        }
    }

    /// A kernel that is too old, a file system that has it not, an overlay that refuses it, a server that may not.
    private func mayLackIDMapping(_ error: LinuxError) -> Bool {
        let telling: [Errno?] = [.invalidArgument, .noFunction, .notSupported, .notPermitted]
        return configuration.ownerShift == .automatic && telling.contains(error.errno)
    }
}
