public import Linux
import OCI

/// The processors that a process which enters a container may use.
public struct CPUAffinity: Sendable, Hashable {
    /// Before it joins the container's cgroup; nil: any.
    public var initial: NumberList?
    /// After that; nil: any.
    public var final: NumberList?

    /// Some processors.
    public init(initial: NumberList? = nil, final: NumberList? = nil) { (self.initial, self.final) = (initial, final) }

    init(_ specification: OCICPUAffinity) throws(ConfigurationFault) {
        initial = try Self.numbers(specification.initial, "initial")
        final = try Self.numbers(specification.final, "final")
    }

    private static func numbers(_ list: String?, _ name: String) throws(ConfigurationFault) -> NumberList? {
        guard let list, !list.isEmpty else { return nil }
        guard let numbers = NumberList(list) else { throw .cpuAffinity(name: name, list) }
        return numbers
    }
}
