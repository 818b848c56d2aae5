import Guardian
import OCI

/// Devices: all denied, then the usual ones allowed; for privileged containers also those the operator names.
struct DeviceRule: BundleRule {
    let extra: [OCIDeviceRule]

    private static let usual =
        [
            OCIDeviceRule(allow: true, type: "c", access: "m"), OCIDeviceRule(allow: true, type: "b", access: "m"),
        ]
        + ([
            (1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 2), (136, nil), (10, 200), (10, 229),
        ] as [(Int64, Int64?)]).map { OCIDeviceRule(allow: true, type: "c", major: $0.0, minor: $0.1) }

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        let own = plan.privileged ? extra : []
        let rest = Self.usual.filter { usual in !own.contains { Self.replaces($0, usual) } }
        bundle.linux.resources.devices = [OCIDeviceRule(allow: false)] + own + rest
    }

    /// Whether the operator's rule speaks of the same devices, or of all of that type.
    private static func replaces(_ rule: OCIDeviceRule, _ usual: OCIDeviceRule) -> Bool {
        guard rule.type == usual.type else { return false }
        return rule.major == nil && rule.minor == nil || (rule.major, rule.minor) == (usual.major, usual.minor)
    }
}
