import Garden
import Linux
import SystemPackage

/// Who a process runs as, and where: found in the container's own files, where no link leads out.
struct ProcessPlace {
    let user: ResolvedUser
    let directory: String

    /// Looks the user up and makes the working directory if it is missing, as the user's.
    ///
    /// A home that nobody asked for and that cannot be made is no reason not to run: the process starts in `/`.
    ///
    /// - Throws: `GardenError.invalidRequest`, when there is no such user, or the directory that was asked for cannot be.
    static func find(
        for spec: ProcessSpec, in root: RootDirectory, _ mapping: UserMapping
    ) throws -> ProcessPlace {
        let user = try user(spec.user, in: root, mapping)
        let wanted = ProcessPreparation.workingDirectory(spec.directory, home: user.home)
        let owner = FileOwner(user: mapping.hostUser(user.uid), group: mapping.hostGroup(user.gid))
        do {
            try root.makeDirectories(FilePath(wanted), owner: owner, mode: FilePermissions(rawValue: 0o755))
            return ProcessPlace(user: user, directory: wanted)
        } catch {
            if spec.directory.isEmpty { return ProcessPlace(user: user, directory: "/") }
            throw GardenError.invalidRequest(
                "working directory \(wanted): \(error.errno.map { "\($0)" } ?? "\(error)")")
        }
    }

    private static func user(
        _ name: String, in root: RootDirectory, _ mapping: UserMapping
    ) throws -> ResolvedUser {
        let user: ResolvedUser
        do {
            user = try UserDatabase.resolve(name, in: root)
        } catch {
            guard case .unknownUser(let text) = error else { throw error }
            throw GardenError.invalidRequest(text)
        }
        if mapping.users.isEmpty { return user }
        guard mapping.hasUser(user.uid) else { throw missing("user", user.uid) }
        let groups = [user.gid] + user.additionalGroups
        if let group = groups.first(where: { !mapping.hasGroup($0) }) { throw missing("group", group) }
        return user
    }

    /// The kernel would refuse to become it, and files would be given to somebody else on the host.
    private static func missing(_ kind: String, _ id: UInt32) -> GardenError {
        .invalidRequest("\(kind) \(id) does not exist in the container's user namespace")
    }
}
