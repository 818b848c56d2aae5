public import Linux
public import SystemPackage

/// Builds a container's root, in the container's process and its new mount namespace: `prepare`, then `openTerminal` if
/// there is one, hooks, `enter`, and `finish` when the kernel's parameters are written.
///
/// For a process with one thread. The working folder at the beginning is the root's folder, or can at least reach it. The
/// file mode mask is 0 after `prepare`.
public struct RootFSBuilder {
    let configuration: Configuration
    let sources: MountSources

    /// A root that does not exist yet. The sources stay the caller's.
    public init(_ configuration: Configuration, sources: MountSources) {
        (self.configuration, self.sources) = (configuration, sources)
    }

    /// Makes the root a mount, mounts everything in it, makes devices and links.
    public mutating func prepare() throws(LibcontainerError) { throw .unsupported("rootfs") }

    /// Makes it the root, and takes the host's out of sight.
    public mutating func enter() throws(LibcontainerError) { throw .unsupported("rootfs") }

    /// Makes read-only, and masks, what is to be; what the builder has open is closed then.
    public mutating func finish() throws(LibcontainerError) { throw .unsupported("rootfs") }

    /// Makes a terminal of the container's own devpts, and shows it as /dev/console. Between `prepare` and `enter`.
    ///
    /// - Returns: close-on-exec descriptors, the caller's: the side for who watches, and the side for the process.
    public func openTerminal(
        _ size: TerminalSize? = nil
    ) throws(LibcontainerError) -> (main: FileDescriptor, terminal: FileDescriptor) {
        throw .unsupported("rootfs")
    }
}
