import Cgroups
import Garden

@testable import RunDMC

/// A host that has everything.
struct FakeHostFacts: HostFacts {
    var capabilities = Set(CapabilitySets.privileged)
    var hasUnifiedCgroups = false
    var filtersTracedCalls = true
    var oomScoreAdjustment = 0
    var locked: [String: [String]] = [:]

    var ceilings: [ResourceLimits.Resource: UInt64] = [:]
    var devices: [BlockDevice] = []

    func blockDevices() -> [BlockDevice] { devices }

    func lockedMountOptions(of path: String) -> [String] { locked[path] ?? [] }
    func ceiling(of resource: ResourceLimits.Resource) -> UInt64? { ceilings[resource] }
}
