import Glibc
public import Linux
public import SystemPackage

/// What a process needs to put itself into a cgroup, opened before it is made: by then it may be in a user namespace
/// that may not, and what counts is who opened the files.
///
/// Whoever has it closes it. Descriptors are close-on-exec.
public struct JoinDescriptors: Sendable, Hashable {
    /// `tasks` of each version 1 hierarchy: a thread that writes `0` is in.
    public let tasks: [FileDescriptor]
    /// The folder in version 2, for CLONE_INTO_CGROUP; nil when the host has none.
    public let folder: FileDescriptor?

    /// Opens them all, or none.
    ///
    /// - Parameter below: cgroups below that one to be joined instead, by controller; `""` stands for all.
    /// - Throws: `CgroupError.unusableSubgroup` for a controller that there is not, and for a path that leads elsewhere.
    public init(opening tree: CgroupTree, below: [String: String] = [:]) throws(CgroupError) {
        var tasks: [FileDescriptor] = []
        var two: FileDescriptor?
        do throws(CgroupError) {
            let parts = try SubgroupPaths(below, in: tree.layout)
            for (hierarchy, folder) in tree.folders {
                let wanted = parts.folder(of: hierarchy, in: folder)
                switch hierarchy.version {
                case .one: tasks.append(try Self.open(wanted["tasks"].path, O_WRONLY))
                case .two: two = try Self.openUnified(wanted, or: folder, isAlone: tree.layout.kind == .unified)
                }
            }
        } catch {
            Self.close(tasks + [two].compactMap { $0 })
            throw error
        }
        (self.tasks, folder) = (tasks, two)
    }

    /// Puts the calling thread into every version 1 cgroup. Allocates nothing, and calls nothing but write(2), so that
    /// a child may call it before it executes its program.
    ///
    /// - Throws: `LinuxError` of the first that cannot be joined.
    public func join() throws(LinuxError) {
        var zero = UInt8(ascii: "0")
        for descriptor in tasks {
            while Glibc.write(descriptor.rawValue, &zero, 1) != 1 {
                let number = Errno(rawValue: errno)
                guard number == .interrupted else {
                    throw .failed(operation: "join cgroup", subject: nil, errno: number)
                }
            }
        }
    }

    /// Closes all.
    public func close() { Self.close(tasks + [folder].compactMap { $0 }) }

    /// Beside version 1 that of version 2 limits nothing, and who made the cgroup below may not have seen it.
    private static func openUnified(
        _ wanted: ControlFolder, or folder: ControlFolder, isAlone: Bool
    ) throws(CgroupError) -> FileDescriptor {
        do {
            return try open(wanted.path, O_RDONLY | O_DIRECTORY)
        } catch {
            guard error.isAbsence, !isAlone, wanted.path != folder.path else { throw error }
            return try open(folder.path, O_RDONLY | O_DIRECTORY)
        }
    }

    private static func close(_ descriptors: [FileDescriptor]) {
        for descriptor in descriptors { descriptor.closeIgnoringErrors() }
    }

    private static func open(_ path: FilePath, _ flags: Int32) throws(CgroupError) -> FileDescriptor {
        let number = path.withPlatformString { Glibc.open($0, flags | O_CLOEXEC) }
        guard number >= 0 else {
            throw .system(.failed(operation: "open", subject: path.string, errno: Errno(rawValue: errno)))
        }
        return FileDescriptor(rawValue: number)
    }
}
