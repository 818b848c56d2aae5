import Linux
import OCI

/// The five sets of a process's, as this host can give them.
struct CapabilityPlan {
    private(set) var bounding: CapabilitySet = []
    private(set) var effective: CapabilitySet = []
    private(set) var permitted: CapabilitySet = []
    private(set) var inheritable: CapabilitySet = []
    private(set) var ambient: CapabilitySet = []
    /// What was asked for and cannot be had.
    private(set) var warnings: [String] = []
    /// The kernel's last one. Found out before: the child may have no /proc, or one that tells it anything.
    private let last: Capability

    /// What there is to give.
    struct Available {
        /// The kernel's last one.
        var last: Capability
        /// What an exec can bring at most.
        var bounding: CapabilitySet
        /// What the process has before it gives anything up.
        var permitted: CapabilitySet

        /// Of this host; the first process of a user namespace has all that the kernel has, there.
        static func current(inUserNamespace: Bool) throws(LinuxError) -> Available {
            let last = try Capability.last()
            if inUserNamespace {
                let all = CapabilitySet(through: last)
                return Available(last: last, bounding: all, permitted: all)
            }
            let permitted = try ProcessCapabilities.current().permitted
            let bounding = ProcessCapabilities.bounding(last: last)
            return Available(last: last, bounding: bounding, permitted: permitted)
        }
    }

    /// - Parameter asked: nil: none at all.
    init(_ asked: OCICapabilities?, _ available: Available) {
        last = available.last
        guard let asked else { return }
        var missing: Set<String> = []
        func set(_ names: [String], _ available: CapabilitySet) -> CapabilitySet {
            var set: CapabilitySet = []
            for name in names {
                // In capital letters only, as runc.
                guard let capability = Capability(name: name), capability.name == name,
                    available.contains(CapabilitySet(capability))
                else {
                    missing.insert(name)
                    continue
                }
                set.insert(CapabilitySet(capability))
            }
            return set
        }
        bounding = set(asked.bounding, available.bounding)
        effective = set(asked.effective, available.permitted)
        permitted = set(asked.permitted, available.permitted)
        inheritable = set(asked.inheritable, available.permitted)
        ambient = set(asked.ambient, available.permitted)
        if !missing.isEmpty {
            let names = missing.sorted().joined(separator: " ")
            warnings.append("ignoring unknown or unavailable capabilities: [\(names)]")  // verbatim
        }
        let raisable = ambient.intersection(permitted).intersection(inheritable)
        for name in ambient.subtracting(raisable).names {
            warnings.append("can't raise ambient capability \(name): operation not permitted")  // verbatim
        }
        ambient = raisable
    }

    /// Takes the others from the bounding set.
    func applyBounding() throws(LinuxError) {
        try ProcessCapabilities.bound(to: bounding, last: last)
    }

    /// The other sets; ambient ones last, which have to be permitted and inheritable first.
    func apply() throws(LinuxError) {
        try ProcessCapabilities(effective: effective, permitted: permitted, inheritable: inheritable).apply()
        try ProcessCapabilities.setAmbient(ambient)
    }
}
