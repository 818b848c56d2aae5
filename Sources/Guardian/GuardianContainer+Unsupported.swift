import Garden

/// What the API knows and the gardener cannot do yet: refused, because its callers rely on it.
extension GuardianContainer {
    func netIn(_ forwarding: PortForwarding) async throws -> PortForwarding { throw missing("forwarding ports") }

    func netOut(_ rules: [NetOutRule]) async throws { throw missing("opening destinations") }

    func attach(_ id: ProcessID) async throws -> any Process { throw missing("attaching to a process") }

    /// One that does not exist is told first: it is what callers act on.
    private func missing(_ feature: String) -> GardenError {
        guard gardener.table[handle] != nil else { return .containerNotFound(handle: handle.value) }
        return .notImplemented("\(feature) is not implemented yet")
    }
}
