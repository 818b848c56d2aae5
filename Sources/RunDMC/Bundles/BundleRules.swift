public import Guardian
public import OCI

/// One aspect of a container, written into its bundle: a pure function with a name.
public protocol BundleRule: Sendable {
    /// Changes `bundle` as `plan` wants it.
    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec)
}

/// All rules in their order, which matters: later ones see what earlier ones wrote.
public struct BundleRules: Sendable {
    private let rules: [any BundleRule]

    /// The rules for `configuration` on a host with `facts`. `name` gives a container its runtime id.
    public init(
        _ configuration: BundleConfiguration, facts: any HostFacts,
        naming name: @escaping @Sendable (ContainerPlan) -> String
    ) {
        rules = [
            BaseRule(initProgram: configuration.initProgram, facts: facts),
            PrivilegeRule(configuration: configuration, facts: facts),
            NamespaceRule(mapping: configuration.mapping),
            CgroupPathRule(parent: configuration.cgroupParent, name: name),
            MountRule(facts: facts),
            EnvironmentRule(),
            OOMScoreRule(facts: facts),
            HostnameRule(),
            RootFSRule(),
            MemoryRule(limitsSwap: !configuration.disableSwapLimit),
            CPURule(quotaPerShare: configuration.quotaPerShare, isUnified: facts.hasUnifiedCgroups),
            PIDsRule(),
            BlockIORule(throttle: configuration.blockIOThrottle, facts: facts),
            DeviceRule(extra: configuration.extraDevices),
            KernelParameterRule(
                parameters: configuration.networkParameters, noNewPrivileges: configuration.noNewPrivileges),
        ]
    }

    /// The bundle of a container.
    public func bundle(for plan: ContainerPlan) -> RuntimeSpec {
        rules.reduce(into: RuntimeSpec()) { bundle, rule in rule.apply(plan, to: &bundle) }
    }
}
