import JSON
public import SystemPackage

/// The cgroup that counts the memory of a container, which the runtime makes.
public struct MemoryCgroup: Hashable, Sendable {
    /// Which of the kernel's two interfaces it has.
    public enum Version: Int, Sendable {
        /// `memory.oom_control` counts, and tells by an eventfd.
        case one = 1
        /// `memory.events` counts, and tells by itself (EPOLLPRI).
        case two = 2
    }

    /// Which interface it has.
    public var version: Version
    /// Its folder.
    public var folder: FilePath

    /// A cgroup.
    public init(_ version: Version, folder: FilePath) { (self.version, self.folder) = (version, folder) }

    /// The file that has the count of killed processes, as `oom_kill`.
    var file: FilePath { folder.appending(version == .one ? "memory.oom_control" : "memory.events") }

    var wire: JSONValue { ["version": .integer(version.rawValue), "folder": .string(folder.string)] }

    /// Nil for what this version cannot watch.
    init?(wire: JSONValue?) {
        guard let number: Int = wire?["version"]?.integer(), let version = Version(rawValue: number),
            let folder = wire?["folder"]?.string
        else { return nil }
        self.init(version, folder: FilePath(folder))
    }
}
