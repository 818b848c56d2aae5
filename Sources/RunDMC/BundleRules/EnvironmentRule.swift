import Guardian
import OCI

/// The image's environment, then the container's.
struct EnvironmentRule: BundleRule {
    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.process.environment = plan.rootFS.environment + plan.environment
    }
}
