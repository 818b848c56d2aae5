import CGuardian
import Glibc
import Synchronization

/// How many descriptors this program may have open (RLIMIT_NOFILE, getrlimit(2)).
public enum DescriptorLimit {
    /// The soft limit that the program was started with; nil while that is still in force.
    private static let original = Mutex<rlim_t?>(nil)

    /// Raises the soft limit to the hard one: every stream of a process takes a few descriptors.
    public static func raise() throws(LinuxError) {
        var limit = rlimit()
        try SystemCall.run("get limit", "RLIMIT_NOFILE") {
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        try SystemCall.run("set limit", "RLIMIT_NOFILE") {
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        original.withLock { $0 = $0 ?? before }
    }

    /// Gives a child the soft limit that this program was started with: what is good for a server with many streams is a
    /// surprise for programs that look at every number up to their limit.
    public static func restore(for pid: PID) throws(LinuxError) {
        guard let before = original.withLock({ $0 }) else { return }
        let answer = cg_set_descriptor_limit(pid.rawValue, UInt64(before))
        try SystemCall.check("set the descriptor limit of", "\(pid)", answer)
    }
}
