import Garden
import Guardian
import OCI

/// What the client and the network want to be seen inside, after everything else.
struct MountRule: BundleRule {
    let facts: any HostFacts

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.mounts += plan.bindMounts.map { mount in
            // Options of the source must be kept: mounting anew in a user namespace may not drop them.
            let locked = facts.lockedMountOptions(of: mount.source)
            let mode = mount.mode == .readWrite ? "rw" : "ro"
            return OCIMount(
                destination: mount.destination, type: "bind", source: mount.source, options: ["bind", mode] + locked)
        }
    }
}
