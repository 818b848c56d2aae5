public import Garden

extension Gardener {
    /// What is known about several containers: a look at memory for each.
    public func info(of handles: [Handle]) async throws -> [Handle: Result<ContainerInfo, GardenError>] {
        await entries(of: handles) { try await $0.info() }
    }

    /// What several containers use.
    public func metrics(of handles: [Handle]) async throws -> [Handle: Result<Metrics, GardenError>] {
        await entries(of: handles) { try await $0.metrics() }
    }

    /// How long a container may be unused.
    public func graceTime(of handle: Handle) async throws -> Duration {
        guard let entry = table[handle] else { throw GardenError.containerNotFound(handle: handle.value) }
        return entry.record.graceTime
    }

    private func entries<Item>(
        of handles: [Handle], _ ask: (any Container) async throws -> Item
    ) async -> [Handle: Result<Item, GardenError>] {
        var entries: [Handle: Result<Item, GardenError>] = [:]
        for handle in handles where entries[handle] == nil {
            do {
                entries[handle] = .success(try await ask(try await container(handle)))
            } catch let error as GardenError {
                entries[handle] = .failure(error)
            } catch let error as any GardenErrorConvertible {
                entries[handle] = .failure(error.gardenError)
            } catch {
                entries[handle] = .failure(.failed("\(error)"))
            }
        }
        return entries
    }
}
