public import SystemPackage

/// What a process in a container reads and writes. Descriptors stay the caller's; nil is /dev/null.
///
/// A detached process keeps them after the call.
public struct StandardIO: Sendable, Hashable {
    /// Its standard input.
    public var input: FileDescriptor?
    /// Its standard output.
    public var output: FileDescriptor?
    /// Its standard error.
    public var error: FileDescriptor?

    /// Descriptors for a process.
    public init(input: FileDescriptor? = nil, output: FileDescriptor? = nil, error: FileDescriptor? = nil) {
        (self.input, self.output, self.error) = (input, output, error)
    }

    /// /dev/null everywhere.
    public static let null = StandardIO()

    var descriptors: [FileDescriptor?] { [input, output, error] }
}
