/// Where and how a `GardenServer` serves.
public struct ServerConfiguration: Sendable {
    /// Where clients find it.
    public enum Address: Sendable, Hashable {
        /// A socket in the file system.
        case unixSocket(UnixSocketAddress)
        /// A TCP port; 0 lets the kernel choose one. Clients are not asked who they are, so a host that others can
        /// reach is a risk, which the log names.
        case tcp(host: String, port: Int)
    }

    /// How much is kept for the streams of one process connection, and for how long.
    public struct StreamLimits: Sendable {
        /// Bytes of output per stream that no client has read yet.
        public var bufferedOutput = 1024 * 1024
        /// Bytes of input that the process has not read yet. With more than these the connection is not read on.
        public var bufferedInput = 1024 * 1024
        /// How long a process whose buffer is full is held back when no client reads, before its oldest output is
        /// dropped.
        public var readerGrace = Duration.seconds(5)
        /// How long input that a client left behind is kept for a process that does not read it.
        public var inputGrace = Duration.seconds(10)
        /// How long a client that comes late still finds the output of a call that is over.
        public var retention = Duration.seconds(60)

        /// The usual limits.
        public init() {}
    }

    /// Where clients find it.
    public var address: Address
    /// How long a client may take for the head of a request; zero: as long as it likes.
    public var headerTimeout = Duration.seconds(30)
    /// How long a connection may be idle once a Run on it has failed: the original's client forgets to close those.
    public var failedRunIdleTimeout = Duration.seconds(300)
    /// Bytes of a request's head.
    public var headerLimit = 1024 * 1024
    /// Bytes of a request's body.
    public var bodyLimit = 16 * 1024 * 1024
    /// Bytes of an archive on its way into a container that the backend has not read yet. With more than these the
    /// connection is not read on.
    public var archiveBuffer = 512 * 1024
    /// Process connections.
    public var streams = StreamLimits()
    /// The grace time of containers whose creator names none; zero: they are kept for ever.
    public var defaultGraceTime = Duration.zero
    /// Threads that serve connections.
    public var eventLoops = 2
    /// Called, on a thread that serves connections, a moment after most of many clients have gone: for giving memory
    /// that was freed back to the kernel.
    public var giveMemoryBack: @Sendable () -> Void = {}
    /// What delays are measured by; nil: the event loops.
    var scheduler: (any Scheduling)?

    /// The usual settings at `address`.
    public init(address: Address) { self.address = address }
}

/// A socket in the file system, and who may connect to it.
public struct UnixSocketAddress: Sendable, Hashable {
    /// The socket's path, at most 107 bytes.
    public var path: String
    /// Its permission bits; clients need the write bit.
    public var mode: UInt32
    /// The user it is given to; nil: who runs the server.
    public var owner: UInt32?
    /// The group it is given to; nil: the server's group.
    public var group: UInt32?
    /// The users whose connections are served; nil: everyone's whom the file lets connect. The connections of others
    /// are closed at once, without an answer. Nobody is on the list by himself, not even who runs the server.
    public var allowedUsers: Set<UInt32>?

    /// A socket for owner and group, unless `mode` says otherwise.
    public init(
        path: String, mode: UInt32 = 0o660, owner: UInt32? = nil, group: UInt32? = nil,
        allowedUsers: Set<UInt32>? = nil
    ) {
        (self.path, self.mode, self.owner, self.group) = (path, mode, owner, group)
        self.allowedUsers = allowedUsers
    }
}
