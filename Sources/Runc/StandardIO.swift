import Linux
import LinuxAsync
public import SystemPackage

/// What a process in a container reads and writes. Descriptors stay the caller's. Nil is an input that is at its end,
/// or an output that is thrown away; never /dev/null, see `withDescriptors`.
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

    /// Nothing to read, and nobody who listens.
    public static let none = StandardIO()

    /// Calls `body` with a descriptor for each.
    ///
    /// Where the caller has none it is a pipe's end. Not /dev/null: crun gives the streams of a container's init to the
    /// container's root, who could then take the host's /dev/null away from everybody.
    func withDescriptors<Answer>(
        on system: AsyncSystem, _ body: ([FileDescriptor]) async throws -> Answer
    ) async throws -> Answer {
        var own: [FileDescriptor] = []
        defer { for descriptor in own { descriptor.closeIgnoringErrors() } }
        if input == nil { own.append(try Self.endedInput()) }
        if output == nil || error == nil { own.append(try Self.discardedOutput(on: system)) }
        let descriptors = [input ?? own.first, output ?? own.last, error ?? own.last].compactMap(\.self)
        return try await body(descriptors)
    }

    private static func endedInput() throws(LinuxError) -> FileDescriptor {
        let pipe = try Pipe.make()
        pipe.write.closeIgnoringErrors()
        return pipe.read
    }

    private static func discardedOutput(on system: AsyncSystem) throws(LinuxError) -> FileDescriptor {
        let pipe = try Pipe.make()
        let unread = AsyncDescriptor(owning: pipe.read, system: system)
        // A service: it ends when the last process that can write has closed the pipe, which may be long after the call.
        Task {
            defer { unread.close() }
            while try await !unread.read(upTo: 64 * 1024).isEmpty {}
        }
        return pipe.write
    }
}
