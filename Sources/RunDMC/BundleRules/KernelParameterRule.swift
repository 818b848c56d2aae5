import Guardian
import OCI

/// Kernel parameters of the container's network.
struct KernelParameterRule: BundleRule {
    let parameters: [String: String]
    /// Whether `ping` cannot gain the privilege it needs, so that groups are allowed to go without (icmp(7)).
    let noNewPrivileges: Bool

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.linux.sysctl.merge(parameters) { _, parameter in parameter }
        if noNewPrivileges, !plan.privileged { bundle.linux.sysctl["net.ipv4.ping_group_range"] = "1 65535" }
    }
}
