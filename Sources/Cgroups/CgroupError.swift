public import Linux
public import SystemPackage

/// Why something about cgroups failed.
public enum CgroupError: Error, Hashable, Sendable {
    /// A system call, or a file of the kernel's, failed.
    case system(LinuxError)
    /// A control file does not hold what cgroups(7) or the kernel's documentation says it does.
    case malformed(path: FilePath, contents: String)
    /// A path that cannot be a cgroup of our own: relative, the root itself, or with `.`, `..` or empty parts.
    case unusablePath(String)
    /// No mounted hierarchy has this controller.
    case missingController(String)
    /// A controller that limits need cannot be handed down to the children of `path`.
    case notDelegated(controller: String, path: FilePath, Errno)
    /// A cgroup that all others are to be made in is not there, or lacks a controller.
    case notPrepared(path: FilePath)
    /// A cgroup cannot be removed, because of these processes in it (or below it).
    case busy(path: String, processes: [PID])
    /// A container cannot have a cgroup in which there are processes already.
    case notEmpty(processes: Int)
    /// A container cannot have a cgroup that is frozen: it would never start.
    case frozen
    /// A version 2 cgroup in which processes cannot be, or not with these controllers (cgroup.type).
    case unusableType(path: FilePath, String)
    /// Processes did not stop, however often they were told to.
    case cannotFreeze(path: FilePath)
    /// The kernel does not give back as much memory as a lower limit wants.
    case memoryInUse(limit: Int64, usage: UInt64, peak: UInt64)
    /// A cgroup that is not below a container's; the text says why.
    case unusableSubgroup(String)
    /// A resource that cannot be had; the text says which, and why.
    case unusableResource(String)
}

extension CgroupError: CustomStringConvertible {
    /// One lower-case sentence with the values in it.
    public var description: String {
        switch self {
        case .system(let error): "\(error)"
        case .malformed(let path, let contents): "\(path) holds '\(contents)'"
        case .unusablePath(let path): "'\(path)' cannot be a cgroup"
        case .missingController(let name): "no mounted cgroup hierarchy has the \(name) controller"
        case .notDelegated(let controller, let path, let errno):
            "cannot hand the \(controller) controller down to the children of \(path): \(errno)"
        case .notPrepared(let path): "\(path) is not there, or lacks controllers: run gdn setup with the server's tag"
        case .busy(let path, let processes):
            "cgroup \(path) is in use by processes \(processes.map(\.description).joined(separator: ", "))"
        case .notEmpty(let count): "container's cgroup is not empty: \(count) process(es) found"
        case .frozen: "container's cgroup unexpectedly frozen"
        case .unusableType(let path, let type): "cannot enter cgroup \(path): it is \(type)"
        case .cannotFreeze(let path): "unable to freeze \(path)"
        case .memoryInUse(let limit, let usage, let peak):
            "unable to set memory limit to \(limit) (current usage: \(usage), peak usage: \(peak))"
        case .unusableSubgroup(let text), .unusableResource(let text): text
        }
    }

    /// The error number, when a system call failed.
    public var errno: Errno? {
        if case .system(let error) = self { error.errno } else { nil }
    }

    /// Whether there is no such cgroup (any more), or no such file in it.
    public var isAbsence: Bool {
        // A file that was open when its cgroup was removed answers ENODEV.
        errno == .noSuchFileOrDirectory || errno == .operationNotSupportedByDevice
    }
}
