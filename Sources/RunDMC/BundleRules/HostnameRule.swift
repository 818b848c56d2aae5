import Garden
import Guardian
import OCI

/// The handle as host name; of a long one the end, which tells instances apart.
struct HostnameRule: BundleRule {
    /// As long as the original's, though Linux takes 64 bytes.
    static let longest = 49

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.hostname = String(plan.handle.value.suffix(Self.longest))
    }
}
