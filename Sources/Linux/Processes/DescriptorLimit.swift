import Glibc
import Synchronization

/// How many descriptors this program may have open (RLIMIT_NOFILE, getrlimit(2)).
public enum DescriptorLimit {
    /// The soft limit that the program was started with; nil while that is still in force.
    private static let original = Mutex<rlim_t?>(nil)

    /// The soft limit that this program had before `raise`, for its children: what is good for a server with many streams is
    /// a surprise for programs that look at every number up to their limit. Nil when it has not raised it.
    public static var beforeRaise: UInt64? { original.withLock { $0.map { UInt64($0) } } }

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
}
