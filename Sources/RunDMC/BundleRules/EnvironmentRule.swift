import Guardian
import OCI

/// The image's environment, then the container's.
struct EnvironmentRule: BundleRule {
    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        var variables = EnvironmentVariables()
        variables.add(plan.rootFS.environment + plan.environment)
        bundle.process.environment = variables.entries
    }
}
