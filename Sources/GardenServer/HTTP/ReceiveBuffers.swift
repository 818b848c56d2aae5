import NIOCore

/// The buffers that a connection reads into: large ones while there is much to read, none to speak of while it is idle.
///
/// A channel keeps the first buffer it was given for as long as it lives, and would make it as large as the client ever
/// made it necessary. So the first one is small, and later ones are never offered for a second use.
struct ReceiveBuffers: RecvByteBufferAllocator {
    /// Room for a usual request without a body.
    private static let firstSize = 256

    private var isFirst = true
    private var sizes = AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 256 * 1024)

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        isFirst ? allocator.buffer(capacity: Self.firstSize) : sizes.buffer(allocator: allocator)
    }

    /// Nil: what is there already does not do.
    func nextBufferSize() -> Int? { nil }

    /// True: the next buffer is another one.
    mutating func record(actualReadBytes: Int) -> Bool {
        if !isFirst { _ = sizes.record(actualReadBytes: actualReadBytes) }
        isFirst = false
        return true
    }
}
