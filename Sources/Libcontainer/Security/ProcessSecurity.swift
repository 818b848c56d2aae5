public import Linux
public import SystemPackage

/// What keeps a process of a container from more than it may: capabilities, users, system calls, labels.
///
/// In the runtime `prepare`; in the cloned child, with one thread and in this order, `applyBeforeUser`, `applyUser`,
/// `applyLast`, exec.
public struct ProcessSecurity {
    /// What is not as the configuration says, and does not keep the process from running.
    public private(set) var warnings: [String] = []

    private let process: ProcessConfiguration
    private let configuration: Configuration

    /// What a process of this container needs; nothing is looked at yet.
    public init(process: ProcessConfiguration, configuration: Configuration) {
        (self.process, self.configuration) = (process, configuration)
    }

    /// Whether one of the two that may answer gives a listener, which `sendListener` has to send to its agent.
    public var hasListener: Bool { false }

    /// In the runtime, before the clone: everything that needs the host's files.
    ///
    /// - Parameter cache: the folder for compiled filters, made if need be; nil, or one that cannot be used: none.
    public mutating func prepare(cache: FilePath?) throws(LibcontainerError) {}

    /// In the child, with all its capabilities: no_new_privs, labels for the next exec, the bounding set; the filter too,
    /// if the process may gain privileges, because then only root can load it.
    ///
    /// - Returns: the listener, owned by the caller, when the filter was loaded now and has one.
    @discardableResult
    public func applyBeforeUser() throws(LibcontainerError) -> FileDescriptor? { nil }

    /// In the child: groups, group, user, and the capabilities that are left.
    public func applyUser() throws(LibcontainerError) {}

    /// In the child, as late as can be: the filter, if it was not loaded before.
    ///
    /// - Returns: the listener, owned by the caller, when the filter was loaded now and has one.
    @discardableResult
    public func applyLast() throws(LibcontainerError) -> FileDescriptor? { nil }

    /// In the runtime: hands a listener, which stays the caller's, to the agent at the profile's `listenerPath`.
    ///
    /// - Parameters:
    ///   - pid: the process, as the runtime sees it.
    ///   - state: the container's state as hooks get it, JSON.
    public func sendListener(_ listener: FileDescriptor, of pid: PID, state: [UInt8]) throws(LibcontainerError) {}
}
