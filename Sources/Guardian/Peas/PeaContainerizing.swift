public import Garden

/// Runs peas: processes with a root file system of their own, in the other namespaces of their container.
public protocol PeaContainerizing: Sendable {
    /// Starts one.
    ///
    /// Either it runs when this returns, or it does not, and what there is of it is for `destroy` to remove.
    func run(_ spec: ProcessSpec, as plan: PeaPlan) async throws -> any Garden.Process

    /// Takes one up again that an earlier server started. Its container has been taken up before.
    ///
    /// - Returns: whether it runs; one that does not has ended, or never began.
    func restore(_ record: PeaRecord) async throws -> Bool

    /// Waits until one that runs has ended; its exit status is kept by then.
    ///
    /// - Throws: when nobody can know any more; `CancellationError`.
    func untilEnd(of pea: Pea) async throws

    /// What one uses now.
    func usage(of pea: Pea) async throws -> ContainerUsage

    /// Ends one with all processes that it started, and removes what `run` made. Succeeds when there is nothing to
    /// remove. What is known of the process, such as its exit status, stays.
    func destroy(_ pea: Pea) async throws

    /// Removes what is left of peas of a container, but for `peas`.
    func sweepPeas(of handle: Handle, keeping peas: Set<Pea>) async throws
}

/// Gives peas a root file system.
public protocol PeaVolumizing: Sendable {
    /// Makes a root file system.
    ///
    /// Either it is in place when this returns, or nothing is, but for what `destroy` removes.
    func create(_ pea: Pea, _ spec: RootFSSpec) async throws -> RootFS

    /// Checks and takes up again what an earlier server made.
    func restore(_ pea: Pea) async throws

    /// Removes what `create` made. Succeeds when there is nothing to remove.
    func destroy(_ pea: Pea) async throws

    /// The disk space that one uses, with its image and without. Does not walk its files.
    func usage(of pea: Pea) async throws -> DiskMetrics

    /// Removes the root file systems of a container's peas, but for `peas`.
    func sweepPeas(of handle: Handle, keeping peas: Set<Pea>) async throws
}

/// Keeps what must survive a crash of peas.
public protocol PeaRecordKeeping: Sendable {
    /// Makes a record. It is on disk when this returns.
    ///
    /// - Throws: `GardenError.containerNotFound` when the container has no record.
    func create(_ record: PeaRecord) async throws

    /// The records of a container's peas. Not for while one is being made.
    func peas(of handle: Handle) async throws -> StoredPeas

    /// Removes a record with all that is kept beside it. Succeeds when there is none.
    func remove(_ pea: Pea) async throws
}
