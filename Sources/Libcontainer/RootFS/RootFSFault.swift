public import Cgroups
public import Linux
import SystemPackage

/// Why a container's root could not be made. The texts begin as runc's do.
public enum RootFSFault: Error, Hashable, Sendable {
    /// What was being done when a system call failed.
    public enum Step: String, Sendable, Hashable {
        /// Making the root a mount of its own.
        case root = "error preparing rootfs"
        /// Listed and default devices.
        case devices = "error creating device nodes"
        /// `/dev/ptmx`.
        case ptmx = "error setting up ptmx"
        /// `/dev/fd` and the like.
        case links = "error setting up /dev symlinks"
        /// Changing the root.
        case jail = "error jailing process inside rootfs"
        /// Standard descriptors that are the host's `/dev/null`.
        case null = "error reopening /dev/null inside container"
        /// The terminal.
        case terminal = "error setting up the console"
        /// The root, and new file systems, become read-only.
        case readOnly = "error remounting read-only"
    }

    /// A step failed.
    case step(Step, LinuxError)
    /// A mount failed.
    case mount(source: String, destination: String, MountRefusal)
    /// A path could not be made read-only.
    case readOnlyPath(String, LinuxError)
    /// A path could not be masked.
    case maskedPath(String, LinuxError)
}

/// What is wrong with one mount.
public enum MountRefusal: Error, Hashable, Sendable {
    /// A system call failed.
    case system(LinuxError)
    /// The host's cgroups could not be looked at.
    case cgroup(CgroupError)
    /// Files of /proc that programs trust are not to be covered.
    case insideProc(String)
    /// On /proc itself there is a /proc, or nothing.
    case notProc(String)
    /// The kernel's own file systems are not put where a link leads.
    case notOrdinaryFolder(type: String)
    /// The source's flags, which nobody inside may take away.
    case lockedFlags
    /// There is no such cgroup hierarchy as the mount is to show.
    case noHierarchy
}

extension RootFSFault: CustomStringConvertible {
    /// One sentence with the values in it.
    public var description: String {
        switch self {
        case .step(let step, let error): "\(step.rawValue): \(error)"
        case .mount(let source, let destination, let refusal):
            "error mounting \"\(source)\" to rootfs at \"\(destination)\": \(refusal)"
        case .readOnlyPath(let path, let error): "can't make \"\(path)\" read-only: \(error)"
        case .maskedPath(let path, let error): "can't mask path \"\(path)\": \(error)"
        }
    }
}

extension MountRefusal: CustomStringConvertible {
    /// What runc says, where it says something.
    public var description: String {
        switch self {
        case .system(let error): "\(error)"
        case .cgroup(let error): "\(error)"
        case .insideProc(let path): "\"\(path)\" cannot be mounted because it is inside /proc"
        case .notProc(let path): "\"\(path)\" cannot be mounted because it is not of type proc"
        case .notOrdinaryFolder(let type): "filesystem \"\(type)\" must be mounted on ordinary directory"
        case .lockedFlags: "the source's flags are locked and cannot be cleared: operation not permitted"
        case .noHierarchy: "the host has no cgroup hierarchy"
        }
    }
}

extension MountRefusal {
    /// The error number, when a system call failed.
    var errno: Errno? {
        if case .system(let error) = self { error.errno } else { nil }
    }
}
