import SystemPackage

/// Which way an archive goes.
enum ArchiveDirection: String, Sendable, Hashable {
    /// Into a container.
    case into = "in"
    /// Out of a container.
    case outOf = "out"
}

/// What `gdn-tar` is asked to do. The paths and names in it are the client's, and mean something only inside.
struct ArchiveRequest: Sendable, Hashable {
    /// In bytes. The kernel takes no path above 4096, and says so itself; the limit here is what fits into an argument.
    static let longest = 64 * 1024

    let direction: ArchiveDirection
    let user: String
    let path: String

    /// - Throws: `ArchiveError` for what no container can have.
    init(_ direction: ArchiveDirection, user: String, path: String) throws(ArchiveError) {
        (self.direction, self.user, self.path) = (direction, user.isEmpty ? "root" : user, path)
        if let objection { throw ArchiveError(direction, .invalid(objection)) }
    }

    /// The program's arguments behind its name.
    ///
    /// - Parameter cgroups: the folders that it is to move into before anything else.
    func arguments(cgroups: [FilePath]) -> [String] {
        [direction.rawValue] + cgroups.flatMap { ["--cgroup", $0.string] } + [user, path]
    }

    private var objection: String? {
        let name = direction == .into ? "destination" : "source"
        // The original makes the server's working directory of it, seen from inside; nobody can mean that.
        if path.isEmpty { return "the \(name) is empty; the user's home is '.'" }
        for (name, value) in [(name, path), ("user", user)] {
            if value.utf8.contains(0) { return "the \(name) contains a NUL byte" }
            if value.utf8.count > Self.longest { return "the \(name) is longer than \(Self.longest) bytes" }
        }
        // The program would take it for one of its options.
        return user.hasPrefix("-") ? "'\(user)' cannot be a user" : nil
    }
}
