public import Garden

/// A process with a root file system of its own, by the name that its parts have in the kernel and on disk.
///
/// No two ever have the same name, not even two of one process id, one after the other: what is left of one is never
/// mistaken for a part of another.
public struct Pea: Hashable, Sendable {
    private static let prefix = "pea-"
    private static let longest = 64

    /// The container that it belongs to.
    public let handle: Handle
    /// Its own name: a cgroup, a folder and a runtime's container can be called so.
    public let name: String

    /// A new one. `unique` is a name that nobody has or had, such as a UUID.
    public init(in handle: Handle, unique: String) throws(GardenError) {
        guard let pea = Pea(in: handle, named: Self.prefix + unique) else {
            throw .invalidName(kind: .process, value: unique, reason: "nothing can be named after it")
        }
        self = pea
    }

    /// One that there may be; nil: nothing of ours has such a name.
    public init?(in handle: Handle, named name: String) {
        let rest = name.utf8.dropFirst(Self.prefix.utf8.count)
        guard name.hasPrefix(Self.prefix), !rest.isEmpty, name.utf8.count <= Self.longest else { return nil }
        let isPlain = rest.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isPlain else { return nil }
        (self.handle, self.name) = (handle, name)
    }
}

extension Pea: CustomStringConvertible {
    /// Container and name, for logs.
    public var description: String { "\(handle)/\(name)" }
}

/// All that is decided about a pea before it is started.
public struct PeaPlan: Sendable, Hashable {
    /// Its name.
    public var pea: Pea
    /// The id by which clients know the process.
    public var process: ProcessID
    /// Its root file system.
    public var rootFS: RootFS

    /// A plan.
    public init(pea: Pea, process: ProcessID, rootFS: RootFS) {
        (self.pea, self.process, self.rootFS) = (pea, process, rootFS)
    }
}
