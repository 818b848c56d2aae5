import JSON
import LinuxAsync
public import RuncCommand
import SystemPackage

/// What a runtime tells about a container, until the container ends.
///
/// Each iterator has a runtime process of its own, which is started by the first `next`. Nothing is read before it is
/// asked for: a reader that is slow makes the runtime wait, and no event is lost or kept in memory meanwhile.
///
/// An iterator that is not used to the end must only be let go: the runtime is then killed and reaped. The same happens
/// when the task that waits for an event is cancelled, before `RuncError.cancelled` is thrown. After an error, and after
/// the end, there are no more events.
public struct RuntimeEvents: AsyncSequence, Sendable {
    /// What is told.
    public typealias Element = RuntimeEvent
    /// Why there are no more events.
    public typealias Failure = RuncError

    /// The longest event that is read, in bytes: a container on some hundred processors and disks tells 100 KiB.
    static let eventLimit = 4 << 20

    let client: RuncClient
    let call: RuncCall

    /// Begins anew, with another runtime process.
    public func makeAsyncIterator() -> Iterator { Iterator(client: client, call: call) }

    /// Reads the events of one runtime process.
    public struct Iterator: AsyncIteratorProtocol {
        private enum Stage {
            case notStarted
            case running(EventSource)
            case ended
        }

        private let client: RuncClient
        private let call: RuncCall
        private var values = JSONValueStream(sizeLimit: RuntimeEvents.eventLimit)
        private var stage = Stage.notStarted

        init(client: RuncClient, call: RuncCall) { (self.client, self.call) = (client, call) }

        /// The next event; nil when the runtime has ended with success.
        ///
        /// - Throws: once, `RuncError.malformedOutput` for something that is no event, or why the runtime failed, which
        ///   is `.notFound` when there is no such container. All events before that have been returned.
        public mutating func next() async throws(RuncError) -> RuntimeEvent? { try await next(isolation: nil) }

        /// The next event, for a caller that belongs to an actor.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(RuncError) -> RuntimeEvent? {
            guard let source = try source() else { return nil }
            do {
                if let event = try await event(from: source, isolation: actor) { return event }
                stage = .ended
                return nil
            } catch {
                stage = .ended
                await source.stop()
                throw error
            }
        }

        private mutating func source() throws(RuncError) -> EventSource? {
            switch stage {
            case .ended: return nil
            case .running(let source): return source
            case .notStarted:
                let source = try EventSource(client, call)
                stage = .running(source)
                return source
            }
        }

        private mutating func event(
            from source: EventSource, isolation actor: isolated (any Actor)?
        ) async throws(RuncError) -> RuntimeEvent? {
            while true {
                guard !Task.isCancelled else { throw .cancelled }
                if let event = try nextRead() { return event }
                let bytes = try await source.read()
                if bytes.isEmpty { break }
                values.append(bytes)
            }
            // First why the runtime failed: half an event is then only a consequence.
            try await source.end()
            do {
                try values.finish()
            } catch {
                throw malformed("\(error)")
            }
            return try nextRead()
        }

        /// The next event of what has been read.
        private mutating func nextRead() throws(RuncError) -> RuntimeEvent? {
            do {
                guard let value = try values.next() else { return nil }
                return try RuntimeEvent(json: value)
            } catch let error as RuncCommandError {
                throw RuncError(error, executable: client.configuration.executable)
            } catch {
                throw malformed("\(error)")
            }
        }

        private func malformed(_ reason: String) -> RuncError {
            .malformedOutput(command: call.name, reason: reason)
        }
    }
}
