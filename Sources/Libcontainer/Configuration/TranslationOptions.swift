public import SystemPackage

/// What a document does not say about its container.
public struct TranslationOptions: Sendable, Hashable {
    /// The container's id, which names its cgroup when the document does not.
    public var id: ContainerID
    /// The bundle's folder, absolute: relative paths of the document begin there.
    public var bundle: FilePath
    /// `--no-pivot`.
    public var noPivotRoot = false
    /// `--no-new-keyring`.
    public var noNewKeyring = false
    /// `--systemd-cgroup`.
    public var usesSystemd = false
    /// Whether the runtime's effective user is not root.
    public var isRootlessUser = false
    /// Whether errors about cgroups are to be expected: `--rootless`, or a runtime without root's power over them.
    public var isRootlessCgroups = false

    /// The options of a container that says nothing in particular.
    public init(id: ContainerID, bundle: FilePath) { (self.id, self.bundle) = (id, bundle) }
}
