import Guardian
import Linux
import OCI

/// New namespaces, and the ids of the user namespace.
struct NamespaceRule: BundleRule {
    let mapping: UserMapping

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        let kinds: [OCINamespace.Kind] = [.network, .pid, .uts, .ipc, .mount]
        bundle.linux.namespaces = kinds.map { OCINamespace($0) }
        if plan.privileged { return }
        bundle.linux.namespaces.append(OCINamespace(.user))
        bundle.linux.userMappings = mapping.users.map(Self.line)
        bundle.linux.groupMappings = mapping.groups.map(Self.line)
    }

    private static func line(_ mapping: IDMapping) -> OCIIDMapping {
        OCIIDMapping(containerID: mapping.containerID, hostID: mapping.hostID, size: mapping.size)
    }
}
