import Garden
import Glibc
import Linux
import SystemPackage

/// The highest resource limits that a process can be given on this host (getrlimit(2)).
struct ResourceCeilings: Sendable {
    private let values: [ResourceLimits.Resource: UInt64]

    /// The limit; nil: there is none.
    subscript(resource: ResourceLimits.Resource) -> UInt64? { values[resource] }

    /// This program's hard limits, unless it may raise them; descriptors have an end of their own even then
    /// (/proc/sys/fs/nr_open, proc(5)).
    static func current() throws(LinuxError) -> ResourceCeilings {
        let mayRaise = try Capability.effective().contains { $0.name == "CAP_SYS_RESOURCE" }
        var values: [ResourceLimits.Resource: UInt64] = [:]
        for resource in ResourceLimits.Resource.allCases where !mayRaise {
            var limit = rlimit()
            guard getrlimit(__rlimit_resource_t(number(of: resource)), &limit) == 0 else { continue }
            // Where there is no limit, nothing is above it.
            if limit.rlim_max != rlim_t.max { values[resource] = UInt64(limit.rlim_max) }
        }
        if mayRaise { values[.nofile] = try highestDescriptorCount() }
        return ResourceCeilings(values: values)
    }

    /// Checks limits that a client asks for.
    ///
    /// - Throws: `GardenError.invalidRequest`, which names the first that cannot be given.
    static func check(_ limits: ResourceLimits, on facts: any HostFacts) throws(GardenError) {
        for resource in ResourceLimits.Resource.allCases {
            guard let wanted = limits[resource], let ceiling = facts.ceiling(of: resource), wanted > ceiling
            else { continue }
            throw .invalidRequest(
                "resource limit \(resource.rawValue): \(wanted) is above \(ceiling), the most that this host permits")
        }
    }

    private static func highestDescriptorCount() throws(LinuxError) -> UInt64? {
        let text = String(decoding: try Files.read("/proc/sys/fs/nr_open"), as: UTF8.self)
        return UInt64(text.prefix { $0.isNumber })
    }

    /// asm-generic/resource.h
    private static func number(of resource: ResourceLimits.Resource) -> UInt32 {
        switch resource {
        case .cpu: 0
        case .fsize: 1
        case .data: 2
        case .stack: 3
        case .core: 4
        case .rss: 5
        case .nproc: 6
        case .nofile: 7
        case .memlock: 8
        case .as: 9
        case .locks: 10
        case .sigpending: 11
        case .msgqueue: 12
        case .nice: 13
        case .rtprio: 14
        }
    }
}
