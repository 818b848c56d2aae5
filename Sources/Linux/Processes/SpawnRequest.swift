public import SystemPackage

/// What a new process looks like.
public struct SpawnRequest: Sendable {
    /// The program; it is not searched for.
    public var executable: FilePath
    /// Its arguments, beginning with the name that it sees as its own.
    public var arguments: [String]
    /// Its environment, `NAME=value`; nothing is inherited.
    public var environment: [String] = []
    /// Where it starts; nil: where this process is.
    public var workingDirectory: FilePath?
    /// Its descriptors: the one at index n becomes n, nil becomes /dev/null, all others are closed. They stay the
    /// caller's, and open. By default only the three standard ones, all /dev/null.
    public var descriptors: [FileDescriptor?] = [nil, nil, nil]
    /// Sent to it when the *thread* that starts it ends (PR_SET_PDEATHSIG).
    public var parentDeathSignal: Signal?
    /// Whether it leads a process group of its own.
    public var newProcessGroup = false
    /// Whether it leads a session of its own.
    public var newSession = false
    /// The folder of a version 2 cgroup that it begins in, if the kernel can do that (Linux 5.7); it is not moved there
    /// otherwise. The descriptor stays the caller's.
    public var cgroup: FileDescriptor?

    /// A request with default values.
    public init(executable: FilePath, arguments: [String]) {
        (self.executable, self.arguments) = (executable, arguments)
    }
}

/// A child of this process.
public struct SpawnedProcess: Sendable, Hashable {
    /// Its number.
    public let pid: PID
    /// A close-on-exec pidfd of it, owned by whoever has this value.
    public let pidfd: FileDescriptor

    /// A child with its pidfd.
    public init(pid: PID, pidfd: FileDescriptor) { (self.pid, self.pidfd) = (pid, pidfd) }
}
