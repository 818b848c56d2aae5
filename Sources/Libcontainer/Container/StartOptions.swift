public import Linux
public import SystemPackage

/// How a process of a container is started. Its descriptors stay the caller's.
public struct StartOptions: Sendable, Hashable {
    /// Whether init waits for `Container.release` before it runs its program.
    public var waitsForRelease = false
    /// How many descriptors from 3 on the program gets; all of them are open.
    public var preserved: Int32 = 0
    /// The program's standard streams; nil: those of the calling process.
    public var streams: StandardStreams?
    /// A connected socket that the terminal's main side is sent to, with the name `/dev/ptmx`; nil: there is no terminal.
    public var terminalSocket: FileDescriptor?
    /// How large the terminal is at first; nil: as the process's configuration says.
    public var terminalSize: TerminalSize?
    /// Whether a line feed that is written to the terminal stays one, for a terminal that makes lines of it later.
    public var keepsLineFeeds = false
    /// A connected socket that a pidfd of the process is sent to before its program runs, with the text `standard` for
    /// init and `setns` for others; nil: it is not sent.
    public var pidfdSocket: FileDescriptor?
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

    /// What the process itself needs of these.
    var inside: [FileDescriptor] { (streams?.all ?? []) + [terminalSocket, notes].compactMap { $0 } }
}
