import Garden

/// What the API knows and the gardener cannot do yet: refused, because its callers rely on it.
extension GuardianContainer {
    func metrics() async throws -> Metrics { throw missing("metrics") }

    func stop(kill: Bool) async throws { throw missing("stopping a container") }

    func bandwidthLimits() async throws -> BandwidthLimits { throw missing("reading limits") }

    func cpuLimits() async throws -> CPULimits { throw missing("reading limits") }

    func diskLimits() async throws -> DiskLimits { throw missing("reading limits") }

    func memoryLimits() async throws -> MemoryLimits { throw missing("reading limits") }

    func netIn(_ forwarding: PortForwarding) async throws -> PortForwarding { throw missing("forwarding ports") }

    func netOut(_ rules: [NetOutRule]) async throws { throw missing("opening destinations") }

    func streamIn(_ archive: any ByteSource, to destination: String, as user: String) async throws {
        throw missing("streaming files in")
    }

    func streamOut(_ source: String, as user: String) async throws -> any ByteSource {
        throw missing("streaming files out")
    }

    func attach(_ id: ProcessID) async throws -> any Process { throw missing("attaching to a process") }

    /// One that does not exist is told first: it is what callers act on.
    private func missing(_ feature: String) -> GardenError {
        guard gardener.table[handle] != nil else { return .containerNotFound(handle: handle.value) }
        return .notImplemented("\(feature) is not implemented yet")
    }
}
