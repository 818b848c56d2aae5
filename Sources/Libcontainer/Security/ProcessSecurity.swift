public import Linux
import OCI
public import SystemPackage

/// What keeps a process of a container from more than it may: capabilities, users, system calls, labels.
///
/// In the runtime `prepare`; in the cloned child, with one thread and in this order, `applyBeforeUser`, `applyUser`,
/// `applyLast`, exec. What each does is ordered so that it can still be done: a filter needs CAP_SYS_ADMIN unless new
/// privileges are renounced, the bounding set CAP_SETPCAP, groups CAP_SETGID, and ambient capabilities come last.
public struct ProcessSecurity {
    /// What is not as the configuration says, and does not keep the process from running. Known after `prepare`.
    public private(set) var warnings: [String] = []

    private let process: ProcessConfiguration
    private let configuration: Configuration
    private var prepared: Prepared?

    private struct Prepared {
        let capabilities: CapabilityPlan
        let seccomp: SeccompProgram?
        let label: ExecLabel
    }

    /// What a process of this container needs; nothing is looked at yet.
    public init(process: ProcessConfiguration, configuration: Configuration) {
        (self.process, self.configuration) = (process, configuration)
    }

    /// The cache of compiled filters for a runtime whose state is below `root`, for `prepare`.
    public static func cache(belowRoot root: FilePath) -> FilePath { SeccompCache.folder(belowRoot: root) }

    /// Whether one of the two that may answer gives a listener, which `sendListener` has to send to its agent. Known
    /// after `prepare`.
    public var hasListener: Bool { prepared?.seccomp?.flags.contains(.newListener) ?? false }

    /// In the runtime, before the clone: everything that needs the host's files.
    ///
    /// - Parameter cache: the folder for compiled filters, made if need be; nil, or one that cannot be used: none.
    public mutating func prepare(cache: FilePath?) throws(LibcontainerError) {
        if configuration.isRootlessUser, !process.user.additionalGroups.isEmpty {
            throw .security(.groupsWithoutRoot)
        }
        try checkUser()
        try ExecLabel.requireSELinux(configuration.mountLabel)
        let label = try ExecLabel(
            profile: process.apparmorProfile.isEmpty ? configuration.apparmorProfile : process.apparmorProfile,
            label: process.label.isEmpty ? configuration.processLabel : process.label)
        let capabilities = try planCapabilities()
        warnings = capabilities.warnings
        prepared = Prepared(capabilities: capabilities, seccomp: try seccomp(cache: cache), label: label)
    }

    /// The kernel would only say that it is invalid.
    private func checkUser() throws(LibcontainerError) {
        guard configuration.namespaces.contains(.user) else { return }
        guard configuration.userMappings.contains(where: { $0.maps(process.user.uid) }) else {
            throw .security(.userNotMapped)
        }
        guard configuration.groupMappings.contains(where: { $0.maps(process.user.gid) }) else {
            throw .security(.groupNotMapped)
        }
    }

    private func planCapabilities() throws(LibcontainerError) -> CapabilityPlan {
        let available: CapabilityPlan.Available
        do {
            available = try .current(inUserNamespace: configuration.namespaces.contains(.user))
        } catch {
            throw .system(error)
        }
        return CapabilityPlan(process.capabilities ?? configuration.capabilities, available)
    }

    private func seccomp(cache: FilePath?) throws(LibcontainerError) -> SeccompProgram? {
        guard let profile = configuration.seccomp else { return nil }
        do {
            return try SeccompProgram(profile, cache: cache)
        } catch {
            throw .security(.seccomp(error))
        }
    }

    /// In the child, with all its capabilities: no_new_privs, labels for the next exec, the bounding set; the filter too,
    /// if the process may gain privileges, because then only root can load it.
    ///
    /// - Returns: the listener, close-on-exec and owned by the caller, when the filter was loaded now and has one. Until
    ///   an agent has it, every call that the profile gives to the agent waits; `write` is never among them.
    @discardableResult
    public func applyBeforeUser() throws(LibcontainerError) -> FileDescriptor? {
        let prepared = try whatIsPrepared()
        try prepared.label.apply()
        do {
            if process.noNewPrivileges { try Credentials.renounceNewPrivileges() }
            try prepared.capabilities.applyBounding()
            return process.noNewPrivileges ? nil : try prepared.seccomp?.load()
        } catch {
            throw .system(error)
        }
    }

    /// In the child: groups, group, user, and the capabilities that are left.
    public func applyUser() throws(LibcontainerError) {
        let prepared = try whatIsPrepared()
        do {
            try ProcessCapabilities.setKeptOverUserChange(true)
            try setGroups()
            try Credentials.setGroup(process.user.gid)
            try Credentials.setUser(process.user.uid)
            try ProcessCapabilities.setKeptOverUserChange(false)
            try prepared.capabilities.apply()
            // Who changes its user becomes what fs.suid_dumpable says.
            try OwnProcess.setDumpable(false)
        } catch {
            throw .system(error)
        }
    }

    /// In the child, as late as can be: the filter, if it was not loaded before.
    ///
    /// - Returns: as `applyBeforeUser`.
    @discardableResult
    public func applyLast() throws(LibcontainerError) -> FileDescriptor? {
        let prepared = try whatIsPrepared()
        do {
            return process.noNewPrivileges ? try prepared.seccomp?.load() : nil
        } catch {
            throw .system(error)
        }
    }

    /// In the runtime: hands a listener, which stays the caller's, to the agent at the profile's `listenerPath`.
    ///
    /// - Parameters:
    ///   - pid: the process, as the runtime sees it.
    ///   - state: the container's state as hooks get it, JSON.
    /// - Throws: `SecurityFault.agent`, when nobody takes it.
    public func sendListener(_ listener: FileDescriptor, of pid: PID, state: [UInt8]) throws(LibcontainerError) {
        guard let agent = SeccompListener(configuration.seccomp) else {
            throw .security(.seccomp(.noListenerPath))
        }
        try agent.send(listener, of: pid, state: state)
    }

    /// What the child needs of what is open in the runtime.
    var descriptors: [FileDescriptor] { prepared?.label.descriptors ?? [] }

    private func whatIsPrepared() throws(LibcontainerError) -> Prepared {
        guard let prepared else { throw .security(.notPrepared) }
        return prepared
    }

    /// Those that the runtime has must not stay, but cannot go where the user namespace denies it (user_namespaces(7),
    /// /proc/PID/setgroups); then none can be added either, which runc does not tell anybody.
    private func setGroups() throws(LinuxError) {
        guard !configuration.isRootlessUser else { return }
        do throws(LinuxError) {
            try Credentials.setGroups(process.user.additionalGroups)
        } catch {
            guard error.errno == .notPermitted, configuration.namespaces.contains(.user) else { throw error }
        }
    }
}

extension SeccompProgram {
    func load() throws(LinuxError) -> FileDescriptor? { try filter.load(flags) }
}
