import Cgroups

@testable import RunDMC

/// A host that has everything.
struct FakeHostFacts: HostFacts {
    var capabilities = Set(CapabilitySets.privileged)
    var hasUnifiedCgroups = false
    var filtersTracedCalls = true
    var locked: [String: [String]] = [:]

    var devices: [BlockDevice] = []

    func blockDevices() -> [BlockDevice] { devices }

    func lockedMountOptions(of path: String) -> [String] { locked[path] ?? [] }
}
