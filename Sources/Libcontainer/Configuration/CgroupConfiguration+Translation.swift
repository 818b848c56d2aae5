import OCI

extension CgroupConfiguration {
    init(
        _ linux: OCILinux, defaults: [DeviceConfiguration], _ options: TranslationOptions
    ) throws(ConfigurationFault) {
        let given = linux.cgroupsPath ?? ""
        try given.checkNoNUL("linux.cgroupsPath")
        if options.usesSystemd { throw Self.refusal(of: given) }
        path = CleanPath.confined(given)
        if path.isEmpty { name = options.id.value }
        isRootless = options.isRootlessCgroups
        resources = linux.resources
        for (index, rule) in resources.devices.enumerated() {
            if rule.access.isEmpty { throw .deviceRuleAccess(index: index) }
            if let type = rule.type, !type.isEmpty, !["a", "b", "c"].contains(type) { throw .deviceRuleType(type) }
        }
        resources.devices += DefaultDeviceRules.all(defaults)
    }

    /// systemd's paths are checked all the same, so that a wrong one is not taken for one that will work.
    private static func refusal(of path: String) -> ConfigurationFault {
        let parts = path.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).count
        return path.isEmpty || parts == 3 ? .systemdUnsupported : .systemdPath(path)
    }
}
