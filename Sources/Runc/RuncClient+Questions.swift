import JSON
public import Linux
public import OCI
public import RuncCommand

extension RuncClient {
    /// What the container is doing.
    public func state(of id: ContainerID) async throws(RuncError) -> RuntimeState {
        try await answer(to: .state(id), StateOutput.parse)
    }

    /// What all containers below the runtime's root are doing. A root that is not there is an error to runc 1.2 and
    /// newer, and an empty list to others.
    public func list() async throws(RuncError) -> [RuntimeState] {
        try await answer(to: .list, ListOutput.containers)
    }

    /// The container's processes, by the host's numbers.
    public func processes(in id: ContainerID) async throws(RuncError) -> [PID] {
        try await answer(to: .ps(id), ListOutput.processes)
    }

    /// What ps(1) on the host says about the container's processes.
    ///
    /// - Parameter psArguments: one word each, such as `-eo` and `pid,comm`; they must select all processes, and have a
    ///   column PID. By default those of runc, `-ef`. crun takes none: leave them empty.
    public func table(of id: ContainerID, psArguments: [String] = []) async throws(RuncError) -> ProcessTable {
        try await answer(to: .top(id, psArguments), ProcessTable.init(parsing:))
    }

    /// Which version the runtime is.
    ///
    /// - Throws: `RuncError.malformedOutput` when it does not say so in a way that is understood.
    public func version() async throws(RuncError) -> RuntimeVersion {
        try await answer(to: .version, RuntimeVersion.init(parsing:))
    }

    /// What the runtime can do.
    ///
    /// - Throws: `RuncError.unsupportedCommand` when it does not say (crun before 1.8.5, runc before 1.1).
    public func features() async throws(RuncError) -> OCIFeatures {
        try await answer(to: .features) { output throws(RuncCommandError) in
            do {
                return try OCIFeatures(json: JSONValue(parsing: output))
            } catch {
                throw .malformedOutput(command: "features", reason: "\(error)")
            }
        }
    }

    /// Writes a starter `config.json` where `options` say.
    public func spec(_ options: SpecOptions = SpecOptions()) async throws(RuncError) {
        _ = try await capture(.spec(options))
    }
}
