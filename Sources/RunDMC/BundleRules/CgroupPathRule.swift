import Guardian
import OCI

/// The container's own cgroup, absolute and below ours, privileged or not: there the server finds it again.
struct CgroupPathRule: BundleRule {
    let parent: String
    let name: @Sendable (ContainerPlan) -> String

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.linux.cgroupsPath = "\(parent)/\(name(plan))"
    }
}
