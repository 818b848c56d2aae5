/// One output stream of a process, for one of those who may read it.
///
/// It ends when all that hold it have closed it, or once the process has ended and all that it wrote was read, even if
/// a child of it still holds the stream. What no client has got stays with the kernel and the tracker: the end of this
/// program loses none of it.
public final class TrackedOutput: Sendable {
    private let hub: OutputHub
    private let id: OutputHub.ReaderID
    /// Who learns of the process's end, and with it of the stream's.
    private let process: TrackedProcess

    init(_ hub: OutputHub, of process: TrackedProcess) {
        (self.hub, self.process) = (hub, process)
        id = hub.join()
    }

    /// Leaves, as `detach` of the attachment does.
    deinit { leave() }

    /// The next bytes, as they come, at most 64 KiB; an empty array at the end. Calls must not overlap.
    ///
    /// The first read, and the first after `pause`, begins with what no client has got. More comes only when one of the
    /// readers has delivered what there was. One that is more than 1 MiB behind another loses the oldest of it. When no
    /// reader delivers anything for ten seconds while the process waits, it goes on without them: each then has its newest
    /// 1 MiB, of which the end of this program would lose what is not delivered.
    ///
    /// - Throws: `AsyncSystemError.closed` after `detach`; `CancellationError`; `TrackerError.trackerGone` when the tracker
    ///   had the stream.
    public func read() async throws -> [UInt8] { try await hub.read(id) }

    /// So many of the bytes that `read` gave, in their order, have reached the client: nobody who comes later gets them.
    public func delivered(_ count: Int) { hub.delivered(id, count) }

    /// This client does not read for now, until it calls `read` again; no `read` may be waiting. What it has not delivered
    /// comes again, to whoever reads next. When nobody else reads, the tracker keeps the newest bytes meanwhile.
    public func pause() { hub.pause(id) }

    func leave() { hub.leave(id) }
}
