import Garden
import LinuxAsync
import Synchronization

/// An archive as an archiver packs it. An archiver whose archive nobody reads waits for that.
final class PackedArchive: ByteSource {
    private struct State {
        /// What was read to see whether there is an archive at all.
        var first: [UInt8]?
        var isClosed = false
    }

    /// Large, because each piece changes threads on its way to the client. With its framing it fits into 256 KiB.
    private static let pieceLimit = 256 * 1024 - 64

    private let archiver: ArchiverProcess
    private let state = Mutex(State())

    private init(_ archiver: ArchiverProcess) { self.archiver = archiver }

    /// Waits for the first bytes of the archive that `archiver` packs.
    ///
    /// - Throws: `ArchiveError` when there are none, as when there is no such file; `CancellationError`. The archiver has
    ///   ended then.
    static func open(_ archiver: ArchiverProcess) async throws -> PackedArchive {
        let archive = PackedArchive(archiver)
        do {
            let first = try await archive.read()
            // Even an archive of nothing has its end.
            guard !first.isEmpty else { throw ArchiveError(.outOf, .failed("the archiver packed nothing")) }
            archive.state.withLock { $0.first = first }
            return archive
        } catch {
            await archive.close()
            throw error
        }
    }

    func read() async throws -> [UInt8] {
        let first = state.withLock { state in
            defer { state.first = nil }
            return state.first
        }
        if let first { return first }
        do {
            let bytes = try await archiver.stream.read(upTo: Self.pieceLimit)
            if !bytes.isEmpty { return bytes }
        } catch AsyncSystemError.closed {
            throw ArchiveError(.outOf, .closed)
        }
        // The pipe is at its end, and only its writer's own end tells whether that is the archive's.
        let ending = try await archiver.endedUnlessCancelled()
        if state.withLock({ $0.isClosed }) { throw ArchiveError(.outOf, .closed) }
        switch ending {
        case .done: return []
        case .failed(let reason), .refused(let reason): throw ArchiveError(.outOf, .failed(reason))
        }
    }

    func close() async {
        state.withLock { state in
            state.isClosed = true
            state.first = nil
        }
        archiver.stream.close()
        archiver.kill()
        _ = await archiver.ended()
    }
}
