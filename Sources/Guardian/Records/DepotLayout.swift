public import Garden
public import SystemPackage

/// Where things are on disk. The depot is for operators to look at; what else a server keeps stands beside it.
public struct DepotLayout: Sendable, Hashable {
    /// The depot: one folder per container.
    public let depot: FilePath

    /// A layout for the depot at `depot`, an absolute path.
    public init(depot: FilePath) { self.depot = depot.lexicallyNormalized() }

    /// A container's folder.
    public func folder(of handle: Handle) -> FilePath { depot.appending(handle.value) }

    /// The folder beside the depot for all that is not a container's.
    public var state: FilePath {
        depot.removingLastComponent().appending((depot.lastComponent?.string ?? "depot") + ".state")
    }

    /// The runtime's own state (`--root`).
    public var runtimeRoot: FilePath { state.appending("runtime") }

    /// Logs of runtime calls under way.
    public var calls: FilePath { state.appending("calls") }

    /// Copies of the helper programs, one folder per build.
    public var programs: FilePath { state.appending("programs") }

    /// Images prepared for containers.
    public var images: FilePath { state.appending("images") }

    /// What containers write, one folder per container.
    public var volumes: FilePath { state.appending("volumes") }

    /// Containers' folders whose records cannot be read.
    public var unreadable: FilePath { state.appending("unreadable") }

    /// The file whose lock says that a server works on this depot.
    public var lock: FilePath { state.appending("server.lock") }
}
