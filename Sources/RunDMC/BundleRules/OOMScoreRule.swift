import Guardian
import OCI

/// No container is shielded from the kernel's OOM killer as its server may be: with a score of -1000 a memory limit would
/// find nothing to kill. A score above zero is left as it is, since it takes a capability to lower it.
struct OOMScoreRule: BundleRule {
    let facts: any HostFacts

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        if facts.oomScoreAdjustment < 0 { bundle.process.oomScoreAdjustment = 0 }
    }
}
