import Linux
import OCI

extension Scheduling {
    /// Takes names for numbers. Whether they go together is for `Configuration.validate` to say.
    init(_ scheduler: OCIScheduler) throws(ConfigurationFault) {
        guard !scheduler.policy.isEmpty else { throw .schedulerPolicyMissing }
        guard let policy = Policy(name: scheduler.policy) else { throw .schedulerPolicy(scheduler.policy) }
        self.init(policy)
        // As runc does: the kernel refuses what was below zero.
        (nice, priority) = (scheduler.nice, UInt32(bitPattern: scheduler.priority))
        (runtime, deadline, period) = (scheduler.runtime, scheduler.deadline, scheduler.period)
        for name in scheduler.flags {
            guard let flag = Flags(name: name) else { throw .schedulerFlag(name) }
            flags.insert(flag)
        }
    }
}
