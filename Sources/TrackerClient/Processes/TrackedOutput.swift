import LinuxAsync

/// One output stream of a process.
///
/// It ends when all that hold it have closed it, or once the process has ended and all that it wrote was read, even if
/// a child of it still holds the stream.
public struct TrackedOutput: Sendable {
    /// At most so many bytes come at once: what a pipe holds.
    static let chunk = 64 * 1024

    let stream: AsyncDescriptor

    /// The next bytes, as they come; an empty array at the end. Calls must not overlap.
    ///
    /// - Throws: `AsyncSystemError.closed` after `detach`; `CancellationError`.
    public func read() async throws -> [UInt8] { try await stream.read(upTo: Self.chunk) }
}
