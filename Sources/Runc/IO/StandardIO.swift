public import SystemPackage

/// What a process in a container reads and writes: its standard input, output and error.
///
/// The process keeps them for as long as it lives, which for a created or a detached one is after the call. No call
/// waits for the end of one of these streams.
public struct StandardIO: Sendable {
    enum Kind: Sendable {
        case captured
        /// Nil: a null device.
        case descriptors([FileDescriptor?])
        case pipes(StandardPipes)
    }

    let kind: Kind

    /// Nothing to read, and nobody who listens but for the end of what comes to standard error until the runtime ends:
    /// that says why the call failed when the runtime's log does not.
    ///
    /// What comes later is thrown away as long as this process lives; afterwards writing is an error.
    public static let captured = StandardIO(kind: .captured)

    /// A null device for all three, which does not depend on this process.
    ///
    /// It is not the host's /dev/null: crun gives the streams of a container's first process to the container's root,
    /// who could then take that away from everybody. See `NullDevice`.
    public static let null = StandardIO(kind: .descriptors([nil, nil, nil]))

    /// What this process has itself.
    public static let inherited = StandardIO(kind: .descriptors([.standardInput, .standardOutput, .standardError]))

    /// The caller's descriptors, which stay the caller's. Nil is a null device, as in `null`.
    public static func descriptors(
        input: FileDescriptor? = nil, output: FileDescriptor? = nil, error: FileDescriptor? = nil
    ) -> StandardIO {
        StandardIO(kind: .descriptors([input, output, error]))
    }

    /// Pipes, for one call.
    public static func pipes(_ pipes: StandardPipes) -> StandardIO { StandardIO(kind: .pipes(pipes)) }
}
