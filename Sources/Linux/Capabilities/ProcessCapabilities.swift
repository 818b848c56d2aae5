import CGuardian

/// What the calling thread is allowed to do (capabilities(7)); for programs with one thread, where that is all of it.
///
/// The order that ends with exactly what is wanted, as a user other than root: `bound`, `setKeptOverUserChange(true)`,
/// the ids, `apply`, `setAmbient`; then exec.
public struct ProcessCapabilities: Hashable, Sendable {
    /// What it may use now.
    public var effective: CapabilitySet
    /// What it may make effective.
    public var permitted: CapabilitySet
    /// What may come through an exec by a file that says so, and what may be ambient.
    public var inheritable: CapabilitySet

    /// Three sets.
    public init(effective: CapabilitySet, permitted: CapabilitySet, inheritable: CapabilitySet) {
        (self.effective, self.permitted, self.inheritable) = (effective, permitted, inheritable)
    }

    /// Those of the calling thread (capget(2)).
    public static func current() throws(LinuxError) -> ProcessCapabilities {
        var raw = cg_capabilities()
        try SystemCall.check("get capabilities", nil, cg_get_capabilities(&raw))
        return ProcessCapabilities(
            effective: CapabilitySet(rawValue: raw.effective), permitted: CapabilitySet(rawValue: raw.permitted),
            inheritable: CapabilitySet(rawValue: raw.inheritable))
    }

    /// Makes them the calling thread's (capset(2)). Errno `.notPermitted`: more permitted than it has, effective without
    /// being permitted, or inheritable beyond what it has and what bounds it.
    public func apply() throws(LinuxError) {
        var raw = cg_capabilities(
            effective: effective.rawValue, permitted: permitted.rawValue, inheritable: inheritable.rawValue)
        let subject = "effective \(hexadecimal(effective.rawValue)), permitted \(hexadecimal(permitted.rawValue))"
        try SystemCall.check("set capabilities", subject, cg_set_capabilities(&raw))
    }

    /// Takes all others from the bounding set, for good: no exec can bring them back (PR_CAPBSET_DROP). Needs CAP_SETPCAP
    /// if there is anything to take. One system call for each capability of the kernel, and one for each that goes.
    public static func bound(to kept: CapabilitySet, last: Capability) throws(LinuxError) {
        let answer = cg_bound_capabilities(kept.rawValue, Int32(last.rawValue))
        try SystemCall.check("bound capabilities to", hexadecimal(kept.rawValue), answer)
    }

    /// What an exec can bring at most.
    public static func bounding(last: Capability) -> CapabilitySet {
        CapabilitySet(rawValue: cg_bounding_capabilities(Int32(last.rawValue)))
    }

    /// Makes these, and only these, come through an exec of a program that knows nothing of them. Errno `.notPermitted`,
    /// with the first one in the subject: it is not both permitted and inheritable.
    public static func setAmbient(_ set: CapabilitySet) throws(LinuxError) {
        var refused: Int32 = -1
        let answer = cg_set_ambient_capabilities(set.rawValue, &refused)
        let name = Capability(rawValue: Int(refused))?.name
        try SystemCall.check("set ambient capability", name, answer)
    }

    /// What comes through an exec now.
    public static func ambient(last: Capability) -> CapabilitySet {
        CapabilitySet(rawValue: cg_ambient_capabilities(Int32(last.rawValue)))
    }

    /// Whether permitted ones stay when the ids change from root's to others; until the next exec (PR_SET_KEEPCAPS).
    /// Effective ones go all the same.
    public static func setKeptOverUserChange(_ isKept: Bool) throws(LinuxError) {
        try SystemCall.check("keep capabilities", nil, cg_keep_permitted_capabilities(isKept ? 1 : 0))
    }
}
