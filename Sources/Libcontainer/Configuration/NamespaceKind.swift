import Glibc
import OCI

/// The kinds of namespaces (namespaces(7)), by the names that runc's state file has for them.
public enum NamespaceKind: String, Sendable, Hashable, CaseIterable {
    /// Users and groups.
    case user = "NEWUSER"
    /// System V IPC and POSIX message queues.
    case ipc = "NEWIPC"
    /// Host and domain name.
    case uts = "NEWUTS"
    /// Network.
    case network = "NEWNET"
    /// Processes.
    case pid = "NEWPID"
    /// Mounts.
    case mount = "NEWNS"
    /// Cgroups.
    case cgroup = "NEWCGROUP"
    /// Clocks since boot.
    case time = "NEWTIME"

    /// The kind that the specification calls so.
    init(_ kind: OCINamespace.Kind) {
        switch kind {
        case .pid: self = .pid
        case .network: self = .network
        case .mount: self = .mount
        case .ipc: self = .ipc
        case .uts: self = .uts
        case .user: self = .user
        case .cgroup: self = .cgroup
        case .time: self = .time
        }
    }

    /// Its name in the specification.
    public var specificationName: String {
        switch self {
        case .pid: "pid"
        case .network: "network"
        case .mount: "mount"
        case .ipc: "ipc"
        case .uts: "uts"
        case .user: "user"
        case .cgroup: "cgroup"
        case .time: "time"
        }
    }

    /// Its name in runc's state file: `NEWPID`.
    var stateName: String { rawValue }

    /// The kind that runc's state file calls so; nil when there is none.
    init?(stateName: String) { self.init(rawValue: stateName) }

    /// Its name in /proc/PID/ns.
    public var fileName: String {
        switch self {
        case .network: "net"
        case .mount: "mnt"
        default: specificationName
        }
    }

    /// Its bit for clone(2), unshare(2) and setns(2).
    public var cloneFlag: UInt64 {
        switch self {
        case .time: 0x80
        case .mount: 0x20000
        case .cgroup: 0x200_0000
        case .uts: 0x400_0000
        case .ipc: 0x800_0000
        case .user: 0x1000_0000
        case .pid: 0x2000_0000
        case .network: 0x4000_0000
        }
    }
}

/// The namespaces of a container; those that are not named are the runtime's own.
public struct NamespaceConfiguration: Sendable, Hashable {
    /// One namespace.
    public struct Entry: Sendable, Hashable {
        /// The kind.
        public var kind: NamespaceKind
        /// The one to join; nil: a new one.
        public var path: String?

        /// A namespace.
        public init(_ kind: NamespaceKind, path: String? = nil) { (self.kind, self.path) = (kind, path) }
    }

    /// In the document's order; each kind at most once.
    public private(set) var entries: [Entry] = []

    /// None.
    public init() {}

    /// Some; of one kind the first counts.
    public init(_ entries: [Entry]) {
        for entry in entries { add(entry) }
    }

    /// Adds one.
    ///
    /// - Returns: false when there is one of the kind, which stays.
    @discardableResult
    public mutating func add(_ entry: Entry) -> Bool {
        if contains(entry.kind) { return false }
        entries.append(entry)
        return true
    }

    /// Whether the container has one of its own, new or joined.
    public func contains(_ kind: NamespaceKind) -> Bool { entries.contains { $0.kind == kind } }

    /// The one to join; nil when it is new or the runtime's own.
    public func path(of kind: NamespaceKind) -> String? { entries.first { $0.kind == kind }?.path }

    /// Whether the container gets a new one.
    public func isNew(_ kind: NamespaceKind) -> Bool { entries.contains { $0.kind == kind && $0.path == nil } }

    /// The bits of all new ones, for clone(2).
    public var cloneFlags: UInt64 { entries.reduce(0) { $1.path == nil ? $0 | $1.kind.cloneFlag : $0 } }
}
