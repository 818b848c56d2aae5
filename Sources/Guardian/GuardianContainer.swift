import Garden
import SystemPackage

/// One container as the API sees it: a handle and the gardener that knows it.
struct GuardianContainer: Container {
    let handle: Handle
    let gardener: Gardener

    func info() async throws -> ContainerInfo {
        let entry = try entry()
        let status = await gardener.components.containerizer.status(of: handle)
        var info = ContainerInfo()
        info.state = status.isStopped ? .stopped : .active
        info.events = status.events
        info.processIDs = status.processes
        info.hostIP = entry.addresses.host
        info.containerIP = entry.addresses.container
        info.externalIP = entry.addresses.external
        info.containerPath = gardener.components.records.folder(of: handle).string
        info.properties = entry.visibleProperties
        return info
    }

    func setGraceTime(_ time: Duration) async throws {
        let time = max(time, .zero)
        try await gardener.properties.withLock(handle) {
            guard try entry().record.graceTime != time else { return }
            try await gardener.components.records.setGraceTime(time, of: handle)
            gardener.table.update(handle) { $0.record.graceTime = time }
        }
    }

    func properties() async throws -> [String: String] { try entry().visibleProperties }

    func property(_ key: String) async throws -> String {
        guard let value = try entry().visibleProperties[key] else { throw GuardianError.unknownProperty(key) }
        return value
    }

    func setProperty(_ key: String, to value: String) async throws {
        try PropertyKeys.check(key)
        try await change { $0[key] = value }
    }

    func removeProperty(_ key: String) async throws {
        try PropertyKeys.check(key)
        try await change { $0[key] = nil }
    }

    func run(_ spec: ProcessSpec) async throws -> any Process {
        try whole()
        if spec.terminal != nil { throw GuardianError.unsupported("a terminal (tty)") }
        if !spec.image.isEmpty { throw GuardianError.unsupported("a process with an image of its own") }
        if !spec.bindMounts.isEmpty {
            throw GardenError.invalidRequest(
                "Running a process with bind mounts and no image provided is not allowed")
        }
        try spec.check()
        return try await gardener.components.containerizer.run(spec, in: handle)
    }

    /// Checks that it exists and is not on its way out.
    func whole() throws {
        let state = try entry().record.state
        guard state == .created else {
            throw GardenError.conflict("container \(handle) is being \(state == .creating ? "created" : "destroyed")")
        }
    }

    func entry() throws -> ContainerTable.Entry {
        guard let entry = gardener.table[handle] else { throw GardenError.containerNotFound(handle: handle.value) }
        return entry
    }

    /// On disk first, then visible.
    private func change(_ edit: @Sendable (inout [String: String]) -> Void) async throws {
        try await gardener.properties.withLock(handle) {
            let before = try entry().properties
            var after = before
            edit(&after)
            if after == before { return }
            let changed = after
            try await gardener.components.records.setProperties(changed, of: handle)
            gardener.table.update(handle) { $0.properties = changed }
        }
    }
}
