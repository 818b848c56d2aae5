import Garden
import Guardian
import OCI

/// The handle as host name; of a long one the end, which tells instances apart.
struct HostnameRule: BundleRule {
    /// Bytes, as many as the original's, though Linux takes 64.
    static let longest = 49

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.hostname = Self.hostname(for: plan.handle.value)
    }

    /// Whole characters from the end, as many as fit.
    private static func hostname(for handle: String) -> String {
        var length = 0
        let end = handle.unicodeScalars.reversed().prefix { scalar in
            length += UTF8.width(scalar)
            return length <= longest
        }
        return String(String.UnicodeScalarView(end.reversed()))
    }
}
