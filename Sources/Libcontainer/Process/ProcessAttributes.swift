import Linux
import SystemPackage

/// What a process is to the kernel's schedulers and allocators, set by itself while it still has its capabilities.
struct ProcessAttributes {
    let process: ProcessConfiguration
    let configuration: Configuration

    /// Sets them for the calling process, which has one thread.
    func apply() throws(LibcontainerError) {
        if let scheduler = process.scheduler ?? configuration.scheduler {
            try system { () throws(LinuxError) in try scheduler.apply() }
        }
        if let priority = process.ioPriority ?? configuration.ioPriority {
            try system { () throws(LinuxError) in try priority.apply() }
        }
        if let domain = configuration.personality {
            try system { () throws(LinuxError) in try OwnProcess.setPersonality(domain) }
        }
        if let policy = configuration.memoryPolicy {
            try system { () throws(LinuxError) in try policy.apply() }
        }
    }

    /// Sets from outside what the process may not set, or could not once it is somebody else's: its limits, and how soon
    /// it is ended for want of memory.
    func apply(to pid: PID) throws(LibcontainerError) {
        let limits = process.resourceLimits.isEmpty ? configuration.resourceLimits : process.resourceLimits
        for limit in limits {
            try system { () throws(LinuxError) in try limit.apply(to: pid) }
        }
        guard let score = process.oomScoreAdjustment ?? configuration.oomScoreAdjustment else { return }
        try system { () throws(LinuxError) in
            try Files.overwrite(FilePath("/proc/\(pid)/oom_score_adj"), with: Array("\(score)".utf8))
        }
    }
}
