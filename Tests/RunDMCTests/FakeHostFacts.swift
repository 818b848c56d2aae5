@testable import RunDMC

/// A host that has everything.
struct FakeHostFacts: HostFacts {
    var capabilities = Set(CapabilitySets.privileged)
    var hasUnifiedCgroups = false
    var filtersTracedCalls = true
    var locked: [String: [String]] = [:]

    func lockedMountOptions(of path: String) -> [String] { locked[path] ?? [] }
}
