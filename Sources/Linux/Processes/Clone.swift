import CGuardian
public import SystemPackage

/// Makes a child that goes on with the same Swift code in a copy of this program's memory (clone3(2), no CLONE_VM).
///
/// **Only for programs with one thread**, and without Swift concurrency, Dispatch and Foundation: the child has a copy
/// of the calling thread alone, and of locks that other threads held and nobody will ever release. In such a program
/// the child may do everything that the parent may, allocating included. It has copies of all descriptors and of all
/// buffered output, and leaves the program by exec or by `_exit`, not by returning from `main`.
public enum Clone {
    /// Who this is, after the call.
    public enum Outcome: Hashable, Sendable {
        /// The child. It asks `OwnProcess` for its number, which in a new pid namespace is 1.
        case child
        /// The parent, with the child's number here and a close-on-exec pidfd of it, which the caller owns.
        case parent(PID, pidfd: FileDescriptor)
    }

    /// What the child is like.
    public struct Request: Hashable, Sendable {
        /// New namespaces for it. With `.user` among them it owns the others; its ids are not mapped yet.
        public var namespaces: NamespaceFlags
        /// The folder of a version 2 cgroup that it begins in (CLONE_INTO_CGROUP, since Linux 5.7). Stays the caller's.
        public var cgroup: FileDescriptor?
        /// Whether it is a child of this process's parent, beside this process (CLONE_PARENT). The init of a pid
        /// namespace cannot make such.
        public var isSibling = false
        /// Whether it handles no signal any more; ignored ones stay ignored (CLONE_CLEAR_SIGHAND, since Linux 5.5).
        public var clearsSignalHandlers = false
        /// Sent to the parent when it ends; nil: nothing, and wait(2) needs __WALL. A sibling always sends what this
        /// process sends.
        public var endSignal: Signal? = Signal(rawValue: 17)

        /// A child in these new namespaces.
        public init(namespaces: NamespaceFlags = [], cgroup: FileDescriptor? = nil) {
            (self.namespaces, self.cgroup) = (namespaces, cgroup)
        }
    }

    /// Makes a child. Returns twice: in this process, and in the child.
    ///
    /// - Throws: in this process only, and then there is no child. See `isRefusalOfCgroup`.
    public static func start(_ request: Request) throws(LinuxError) -> Outcome {
        var flags = request.namespaces.rawValue
        if request.isSibling { flags |= UInt64(CG_CLONE_PARENT) }
        if request.clearsSignalHandlers { flags |= UInt64(CG_CLONE_CLEAR_SIGHAND) }
        let signal = request.isSibling ? 0 : request.endSignal?.rawValue ?? 0
        var pidfd: Int32 = -1
        let answer = cg_clone(flags, request.cgroup?.rawValue ?? -1, signal, &pidfd)
        try SystemCall.check("clone with flags", hexadecimal(flags), answer)
        guard let pid = PID(rawValue: answer) else { return .child }
        return .parent(pid, pidfd: FileDescriptor(rawValue: pidfd))
    }

    /// Makes a child that shares all namespaces with this process (fork(2)).
    public static func fork() throws(LinuxError) -> Outcome { try start(Request()) }

    /// Whether a request that named a cgroup failed for that, as far as can be told, so that one without a cgroup may
    /// succeed; the child then joins it by itself.
    ///
    /// An old kernel does not know the flag, or the call (E2BIG, EINVAL, ENOSYS); the cgroup may be of version 1
    /// (EBADF), have controllers and so take no processes (EBUSY), be in a threaded subtree (EOPNOTSUPP), be removed
    /// (ENODEV), or not be ours to join (EACCES). What is wrong with the process or the host (EAGAIN, ENOMEM) is no such
    /// refusal.
    public static func isRefusalOfCgroup(_ error: LinuxError) -> Bool {
        let reasons: [Errno] = [
            .argListTooLong, .invalidArgument, .noFunction, .badFileDescriptor, .resourceBusy, .notSupportedOnSocket,
            .operationNotSupportedByDevice, .permissionDenied,
        ]
        return error.errno.map(reasons.contains) ?? false
    }
}
