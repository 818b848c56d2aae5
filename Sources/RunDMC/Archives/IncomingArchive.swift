import Garden
import Linux
import LinuxAsync
import SystemPackage

/// An archive on its way from a client to an archiver.
struct IncomingArchive: Sendable {
    private enum Event: Sendable {
        /// The source was read to its end.
        case copied
        /// The source broke off, or the task was cancelled.
        case brokeOff(any Error)
        case ended(ArchiverEnding)
    }

    let source: any ByteSource
    let archiver: ArchiverProcess

    /// Copies until the archiver has unpacked all of it. The source is read only as fast as the archiver takes it.
    ///
    /// - Returns: how the archiver ended; when it failed, the source may not have been read to its end.
    /// - Throws: what the source threw, also `CancellationError`. The archiver has been killed and reaped then, so that
    ///   half an archive is never taken for a whole one.
    func unpack() async throws -> ArchiverEnding {
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Event.self) { group in
                group.addTask { await copy() }
                group.addTask { .ended(await archiver.ended()) }
                for try await event in group {
                    switch event {
                    case .brokeOff(let error):
                        archiver.kill()
                        throw error
                    case .copied, .ended(.done): continue
                    case .ended(let failure):
                        try Task.checkCancellation()
                        // Whatever the client still has to say, nobody wants it.
                        group.cancelAll()
                        return failure
                    }
                }
                return .done
            }
        } onCancel: {
            archiver.kill()
        }
    }

    /// An archiver that has what it wants may end before the source does; the source is read to its end all the same.
    private func copy() async -> Event {
        var isWanted = true
        do {
            while true {
                let bytes = try await source.read()
                if bytes.isEmpty { break }
                do {
                    if isWanted { try await archiver.stream.write(bytes) }
                } catch let error as LinuxError where error.errno == .brokenPipe {
                    isWanted = false
                }
            }
            archiver.stream.close()
            return .copied
        } catch {
            return .brokeOff(error)
        }
    }
}
