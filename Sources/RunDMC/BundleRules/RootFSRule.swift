import Guardian
import OCI
import SystemPackage

/// The root file system that the volumizer made.
struct RootFSRule: BundleRule {
    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.rootPath = plan.rootFS.path.string
    }
}
