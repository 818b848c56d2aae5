/// Bytes that come one piece after the other: an archive on its way into a container or out of it.
public protocol ByteSource: Sendable {
    /// The next bytes, as they come; an empty array at the end, and from then on.
    ///
    /// Bytes nobody asks for stay where they are, and whoever sends them waits. Calls must not overlap. Cancelling the
    /// waiting task ends the wait.
    ///
    /// - Throws: when the source broke off; what was read so far is not all there was.
    func read() async throws -> [UInt8]

    /// Gives up what was not read, and lets go of what the source holds. May be repeated, also while a read waits,
    /// which then ends.
    func close() async
}
