public import JSON
public import Linux
public import SystemPackage

/// What is kept of a container between two calls of the runtime: `state.json`, in runc's form.
///
/// Its status is not in here; see `ContainerStatus`.
public struct ContainerState: Sendable, Hashable {
    /// The file's name in the container's folder.
    public static let fileName = "state.json"

    /// The name.
    public var id: ContainerID
    /// The init process; nil: none was started.
    public var initPID: PID?
    /// When init was started, clock ticks since boot; 0: it never was.
    public var initStartTime: UInt64 = 0
    /// When the container was made.
    public var created: Timestamp
    /// What the container is.
    public var configuration: Configuration
    /// Whether somebody else than root made it.
    public var isRootless = false
    /// The folders of its cgroups: of version 1 by controller, or by `name=systemd`; of version 2 by an empty name.
    public var cgroupPaths: [String: String] = [:]
    /// Where its namespaces are found.
    public var namespacePaths: [NamespaceKind: String] = [:]
    /// What descriptors 0, 1 and 2 of init were, for criu.
    public var externalDescriptors: [String] = []
    /// The resctrl group; empty: none.
    public var intelRDTPath = ""
    /// The resctrl monitoring group; empty: none.
    public var intelRDTMonitoringPath = ""
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A container whose init was not started.
    public init(id: ContainerID, created: Timestamp, configuration: Configuration) {
        (self.id, self.created, self.configuration) = (id, created, configuration)
    }
}

extension ContainerState {
    /// Reads the state file of a container.
    ///
    /// - Parameter folder: the container's.
    /// - Throws: `LibcontainerError.containerNotFound` when there is no file, `.notJSON` and `.malformedState` when it is
    ///   something else, `.system` when it cannot be read.
    public static func load(from folder: FilePath) throws(LibcontainerError) -> ContainerState {
        let path = folder.appending(fileName)
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path)
        } catch {
            throw error.errno == .noSuchFileOrDirectory ? .containerNotFound : .system(error)
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(path: path.string, error)
        }
        return try ContainerState(json: json, path: path.string)
    }

    /// Puts the state file in place as a whole: a reader sees the old contents or the new ones.
    ///
    /// It is not forced to the disk. What it speaks of, processes, mounts and cgroups, does not outlive the kernel, and
    /// whoever needs to know of the container after that has a record of its own, written before. At worst a crash of the
    /// machine leaves a file that cannot be read, and a forced delete removes its folder like one without a file.
    ///
    /// - Parameter folder: the container's.
    public func save(to folder: FilePath) throws(LibcontainerError) {
        do {
            try Files.write(
                json.encoded(), to: folder.appending(Self.fileName), mode: FilePermissions(rawValue: 0o600),
                durably: false)
        } catch {
            throw .system(error)
        }
    }
}
