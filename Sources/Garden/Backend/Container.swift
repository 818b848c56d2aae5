/// One container of a `Backend`.
public protocol Container: Sendable {
    /// Its name.
    var handle: Handle { get }

    /// What is known about it now.
    func info() async throws -> ContainerInfo

    /// What it uses now.
    func metrics() async throws -> Metrics

    /// Ends all its processes but the init, which keeps the container.
    ///
    /// - Parameter kill: whether they get SIGKILL at once, instead of SIGTERM and some time.
    func stop(kill: Bool) async throws

    /// Sets how long it may be unused before it is destroyed; zero: for ever.
    func setGraceTime(_ time: Duration) async throws

    // MARK: properties

    /// All its properties.
    func properties() async throws -> [String: String]

    /// One property.
    func property(_ key: String) async throws -> String

    /// Sets or replaces a property; it is kept when this returns.
    func setProperty(_ key: String, to value: String) async throws

    /// Removes a property; one that is not there is no error.
    func removeProperty(_ key: String) async throws

    // MARK: limits

    /// The bandwidth it is held to.
    func bandwidthLimits() async throws -> BandwidthLimits

    /// Its share of processor time.
    func cpuLimits() async throws -> CPULimits

    /// The disk space it may use.
    func diskLimits() async throws -> DiskLimits

    /// The memory it may use.
    func memoryLimits() async throws -> MemoryLimits

    // MARK: network

    /// Forwards a port of the host to it.
    ///
    /// - Returns: the ports that were chosen where `forwarding` left the choice.
    func netIn(_ forwarding: PortForwarding) async throws -> PortForwarding

    /// Lets it reach destinations; all of them, or none if this fails.
    func netOut(_ rules: [NetOutRule]) async throws

    // MARK: files

    /// Unpacks the tar archive `archive` as a user of the container.
    ///
    /// The archive has been read to its end when this returns; when it throws, a part may have been unpacked. Who
    /// calls closes the archive.
    ///
    /// - Parameters:
    ///   - destination: the folder, made if it is missing; a relative one begins at the user's home.
    ///   - user: a name; empty: root.
    func streamIn(_ archive: any ByteSource, to destination: String, as user: String) async throws

    /// Packs files as a tar archive, reading them as a user of the container.
    ///
    /// - Parameters:
    ///   - source: a file or folder; with a slash at the end, what is in the folder.
    ///   - user: a name; empty: root.
    /// - Returns: the archive, which belongs to the caller: it must be closed.
    func streamOut(_ source: String, as user: String) async throws -> any ByteSource

    // MARK: processes

    /// Starts a process and returns once it runs.
    ///
    /// The process lives on when the caller goes away.
    func run(_ spec: ProcessSpec) async throws -> any Process

    /// Connects to a process that runs, or that has ended and is remembered.
    ///
    /// - Throws: `GardenError.processNotFound`.
    func attach(_ id: ProcessID) async throws -> any Process
}
