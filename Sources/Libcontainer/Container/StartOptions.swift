public import SystemPackage

/// How a process of a container is started.
public struct StartOptions: Sendable, Hashable {
    /// Whether init waits for `Container.release` before it runs its program.
    public var waitsForRelease = false
    /// How many descriptors from 3 on the program gets.
    public var preserved: Int32 = 0
    /// The socket that the terminal is sent to; nil: there is none.
    public var consoleSocket: FilePath?
    /// The folder of compiled filters; nil: each is compiled anew.
    public var filterCache: FilePath?
    /// Cgroups below the container's that a process which enters it is put into, by controller; `""` stands for all
    /// controllers. They must be there.
    public var subCgroups: [String: String] = [:]
    /// Whether a process may enter a container that is paused; it runs when that runs again.
    public var ignoresPause = false
    /// Where the process writes how far it has come, a line each, until it runs its program; nil: nowhere. The caller's.
    public var notes: FileDescriptor?

    /// A process that runs at once.
    public init() {}
}
