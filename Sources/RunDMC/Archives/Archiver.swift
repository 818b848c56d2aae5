import Linux
import LinuxAsync
import SystemPackage

/// The program `gdn-tar`, which enters a container as a user and packs or unpacks there, so that neither a tar program
/// inside nor trust in what is inside is needed.
struct Archiver: Sendable {
    /// How much of an archive may be between this program and the archiver, in bytes: what the kernel allows everybody.
    private static let pipeCapacity: Int32 = 1 << 20

    let program: FilePath
    let system: AsyncSystem

    /// Starts it. It knows nothing of this server but its ends of two pipes and the init that it is to find its way by.
    ///
    /// It needs no parent-death signal, which it would lose with its change of user: when this server is gone, its pipe
    /// is, too.
    ///
    /// - Parameters:
    ///   - cgroups: the folders that it moves into first, so that it ends with the container and is charged to it.
    ///   - initProcess: a pidfd of the container's init; it stays the caller's.
    func start(
        _ request: ArchiveRequest, cgroups: [FilePath], initProcess: FileDescriptor
    ) async throws -> ArchiverProcess {
        let archive = try Pipe.make()
        archive.write.setPipeCapacityIfAllowed(Self.pipeCapacity)
        let (ours, its) = request.direction == .into ? (archive.write, archive.read) : (archive.read, archive.write)
        let stream = AsyncDescriptor(owning: ours, system: system)
        defer { its.closeIgnoringErrors() }
        let errors = try Pipe.make()
        let readErrors = AsyncDescriptor(owning: errors.read, system: system)
        defer { errors.write.closeIgnoringErrors() }

        var spawn = SpawnRequest(executable: program, arguments: [program.string] + request.arguments(cgroups: cgroups))
        spawn.workingDirectory = "/"
        // Signals from a terminal are the server's.
        spawn.newSession = true
        spawn.descriptors =
            request.direction == .into
            ? [its, nil, errors.write, initProcess] : [nil, its, errors.write, initProcess]
        let process = try await system.spawn(spawn)
        return ArchiverProcess(process, stream: stream, errors: readErrors, on: system)
    }
}
