import Linux

/// Kernel parameters must be a container's own.
extension Configuration {
    private static let ofIPC: Set<String> = [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax",
        "kernel.shmmni", "kernel.shm_rmid_forced",
    ]

    func checkSysctl(_ host: some HostInspecting) throws(ConfigurationFault) {
        if sysctl.isEmpty { return }
        for name in sysctl.keys.sorted() {
            try name.checkNoNUL("linux.sysctl")
            // A part that leads elsewhere would make another parameter of it than the one that is looked at.
            let parts = KernelParameters.path(of: name).split(separator: "/", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { throw .sysctlOfHost(name) }
            try check(sysctl: Self.dotted(name), host)
        }
    }

    private func check(sysctl name: String, _ host: some HostInspecting) throws(ConfigurationFault) {
        if Self.ofIPC.contains(name) || name.hasPrefix("fs.mqueue.") {
            guard namespaces.contains(.ipc) else { throw .sysctlOfHostIPC(name) }
        } else if name.hasPrefix("net.") {
            guard try !isInHostNetwork(host) else { throw .sysctlOfHostNetwork(name) }
        } else if name == "kernel.hostname", namespaces.contains(.uts) {
            throw .sysctlConflict(name, field: "hostname")
        } else if name.hasPrefix("user.") {
            guard namespaces.contains(.user) else { throw .sysctlOfHost(name) }
        } else {
            guard name == "kernel.domainname", namespaces.contains(.uts) else { throw .sysctlOfHost(name) }
        }
    }

    /// `host` is the namespace of the runtime, not the first one.
    private func isInHostNetwork(_ host: some HostInspecting) throws(ConfigurationFault) -> Bool {
        guard namespaces.contains(.network) else { return true }
        guard let path = namespaces.path(of: .network) else { return false }
        do {
            return try host.isOwnNetworkNamespace(path)
        } catch {
            throw .networkNamespace(error)
        }
    }

    /// A name with dots between its parts: one that has slashes there has dots for slashes (sysctl.d(5)).
    static func dotted(_ name: String) -> String {
        guard name.first(where: { $0 == "." || $0 == "/" }) == "/" else { return name }
        return String(name.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 })
    }
}
