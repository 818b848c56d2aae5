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

    /// How many containers are asked about at once: more would only wait for one another's processor time.
    private static let width = 8

    private func entries<Item: Sendable>(
        of handles: [Handle], _ ask: @escaping @Sendable (any Container) async throws -> Item
    ) async -> [Handle: Result<Item, GardenError>] {
        typealias Entry = (Handle, Result<Item, GardenError>)
        return await withTaskGroup(of: Entry.self) { group in
            var entries: [Handle: Result<Item, GardenError>] = [:]
            for (index, handle) in Set(handles).enumerated() {
                if index >= Self.width, let (handle, entry) = await group.next() { entries[handle] = entry }
                group.addTask { (handle, await self.entry(of: handle, ask)) }
            }
            for await (handle, entry) in group { entries[handle] = entry }
            return entries
        }
    }

    private func entry<Item>(
        of handle: Handle, _ ask: (any Container) async throws -> Item
    ) async -> Result<Item, GardenError> {
        do {
            return .success(try await ask(try await container(handle)))
        } catch let error as GardenError {
            return .failure(error)
        } catch let error as any GardenErrorConvertible {
            return .failure(error.gardenError)
        } catch {
            return .failure(.failed("\(error)"))
        }
    }
}
