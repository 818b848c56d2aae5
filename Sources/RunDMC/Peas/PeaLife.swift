import Garden
import Linux
import TrackerClient

/// A pea that runs, and the news of its end, which outlive a lost connection to its tracker.
final class PeaLife: Sendable {
    /// The process that it is.
    let process: ProcessID
    /// Its number: the id may belong to another process by now.
    let pid: PID?
    private let news: AsyncStream<Void>
    private let teller: AsyncStream<Void>.Continuation

    init(process: ProcessID, pid: PID?) {
        (self.process, self.pid) = (process, pid)
        (news, teller) = AsyncStream.makeStream(of: Void.self)
    }

    /// It has ended.
    func ended() {
        teller.yield(())
        teller.finish()
    }

    /// Nobody will know of its end.
    func giveUp() { teller.finish() }

    /// Waits for its end, for one caller.
    ///
    /// - Throws: `TrackerError.trackerGone` when nobody can know any more; `CancellationError`.
    func untilEnd() async throws {
        for await _ in news { return }
        try Task.checkCancellation()
        throw TrackerError.trackerGone
    }

    /// Waits for the end of `process`, as which it runs, as long as there is a connection to its tracker.
    func follow(_ process: ProcessAttachment) {
        Task {
            do {
                _ = try await process.wait()
                ended()
            } catch {
                // Whether the tracker can be reached again is for whoever connects to it to find out.
            }
        }
    }

    /// Goes on by another connection to its tracker.
    ///
    /// - Returns: whether it runs.
    func takeUp(by tracker: Tracker) async throws -> Bool {
        do {
            let attachment = try await tracker.attach(process.value)
            guard let pid, attachment.pid == pid else { return false }
            follow(attachment)
            return true
        } catch TrackerError.unknownProcess {
            return false
        }
    }
}
