import Linux
import SystemPackage

/// What a process is to the kernel's schedulers and allocators, set by itself while it still has its capabilities.
struct ProcessAttributes {
    let process: ProcessConfiguration
    let configuration: Configuration

    /// Sets them for the calling process, which has one thread.
    func apply() throws(LibcontainerError) {
        if let scheduler = process.scheduler ?? configuration.scheduler {
            try system { () throws(LinuxError) in try Self.scheduling(scheduler).apply() }
        }
        if let priority = process.ioPriority ?? configuration.ioPriority {
            try system { () throws(LinuxError) in try Self.priority(priority).apply() }
        }
        if let domain = configuration.personality {
            try system { () throws(LinuxError) in try OwnProcess.setPersonality(domain) }
        }
        if let policy = configuration.memoryPolicy {
            try system { () throws(LinuxError) in try Self.policy(policy).apply() }
        }
    }

    /// Sets from outside what the process may not set, or could not once it is somebody else's: its limits, and how soon
    /// it is ended for want of memory.
    func apply(to pid: PID) throws(LibcontainerError) {
        let limits = process.resourceLimits.isEmpty ? configuration.resourceLimits : process.resourceLimits
        for limit in limits {
            guard let resource = Linux.ResourceLimit.Resource(rawValue: limit.resource) else {
                throw .unsupported("resource limit \(limit.resource)")
            }
            let limit = Linux.ResourceLimit(resource, soft: limit.soft, hard: limit.hard)
            try system { () throws(LinuxError) in try limit.apply(to: pid) }
        }
        guard let score = process.oomScoreAdjustment ?? configuration.oomScoreAdjustment else { return }
        try system { () throws(LinuxError) in
            try Files.overwrite(FilePath("/proc/\(pid)/oom_score_adj"), with: Array("\(score)".utf8))
        }
    }

    private static func scheduling(_ configuration: SchedulerConfiguration) -> Scheduling {
        var scheduling = Scheduling(Scheduling.Policy(rawValue: configuration.policy.rawValue) ?? .other)
        scheduling.flags = Scheduling.Flags(rawValue: configuration.flags)
        scheduling.nice = configuration.nice
        scheduling.priority = UInt32(clamping: configuration.priority)
        (scheduling.runtime, scheduling.deadline) = (configuration.runtime, configuration.deadline)
        scheduling.period = configuration.period
        return scheduling
    }

    private static func priority(_ configuration: IOPriority) -> Linux.IOPriority {
        let kind: Linux.IOPriority.Class =
            switch configuration.ioClass {
            case .realTime: .realTime
            case .bestEffort: .bestEffort
            case .idle: .idle
            }
        return Linux.IOPriority(kind, level: Int32(clamping: configuration.priority))
    }

    private static func policy(_ configuration: MemoryPolicy) -> Linux.MemoryPolicy {
        Linux.MemoryPolicy(
            Linux.MemoryPolicy.Mode(rawValue: Int32(configuration.mode.rawValue)) ?? .standard,
            nodes: NumberList(words: configuration.nodes.words),
            flags: Linux.MemoryPolicy.Flags(rawValue: Int32(configuration.flags)))
    }
}
