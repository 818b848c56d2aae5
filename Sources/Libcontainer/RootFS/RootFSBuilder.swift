import CGuardian
import Linux
import SystemPackage

/// Builds a container's root, in the container's process and its new mount namespace: `prepare`, then `openTerminal` if
/// there is one, hooks, `enter`, and `finish` when the kernel's parameters are written.
///
/// For a process with one thread, which has joined its cgroups, and its cgroup namespace if it has one, before. Its working
/// folder at the beginning is the root's folder, or it can at least reach that. The file mode mask is 0 after `prepare`.
public struct RootFSBuilder {
    let configuration: Configuration
    let sources: MountSources
    /// Whether files of this root are of a user namespace that is not the runtime's.
    let hasUserNamespace: Bool
    /// The top of the root's mount, once there is one.
    var top = FileDescriptor(rawValue: -1)
    /// The same, for resolving paths; owns `top`.
    var root: RootDirectory?
    /// Tops of mounts that become read-only when all is in place.
    var writableUntilFinished: [FileDescriptor] = []

    /// A root that does not exist yet. The sources stay the caller's.
    public init(_ configuration: Configuration, sources: MountSources) {
        (self.configuration, self.sources) = (configuration, sources)
        hasUserNamespace = configuration.namespaces.contains(.user)
    }

    /// Makes the root a mount, mounts everything in it, makes devices and links.
    public mutating func prepare() throws(LibcontainerError) {
        OwnProcess.setFileModeMask([])
        try Self.step(.root) { () throws(LinuxError) in try makeRoot() }
        for index in configuration.mounts.indices { try mount(index) }
        if ownsDevices { try makeDevices() }
    }

    /// Makes it the root, and takes the host's out of sight.
    public mutating func enter() throws(LibcontainerError) {
        if ownsDevices { try Self.step(.null) { () throws(LinuxError) in try replaceNullDescriptors() } }
        try Self.step(.jail) { () throws(LinuxError) in
            if configuration.noPivotRoot { try moveRoot() } else { try pivot() }
            // What this did not say before it was the root would have been said of the host's.
            if let spreading = configuration.rootPropagation.spreading, spreading != .private {
                let isRecursive = configuration.rootPropagation.contains(.recursive)
                try Mounts.change(top, MountChange(propagation: spreading), recursive: isRecursive)
            }
        }
    }

    /// Makes read-only, and masks, what is to be; what the builder has open is closed then.
    public mutating func finish() throws(LibcontainerError) {
        try Self.step(.readOnly) { () throws(LinuxError) in
            for mount in writableUntilFinished {
                try Mounts.change(mount, MountChange(set: .readOnly))
                mount.closeIgnoringErrors()
            }
            writableUntilFinished = []
            if configuration.isRootReadOnly { try Mounts.change(top, MountChange(set: .readOnly)) }
        }
        try restrictPaths()
        (root, top) = (nil, FileDescriptor(rawValue: -1))
    }

    /// Whether /dev is the container's own, and not a folder of the host.
    var ownsDevices: Bool {
        !configuration.mounts.contains { $0.isBind && CleanPath.lexical("/" + $0.destination) == "/dev" }
    }

    static func step<Value>(
        _ step: RootFSFault.Step, _ body: () throws(LinuxError) -> Value
    ) throws(LibcontainerError) -> Value {
        do {
            return try body()
        } catch {
            throw .rootFS(.step(step, error))
        }
    }
}
