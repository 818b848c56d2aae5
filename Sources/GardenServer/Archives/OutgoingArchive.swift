import Garden
import GardenWire
import Logging
import NIOCore

/// An archive on its way to a client.
struct OutgoingArchive: Sendable {
    /// How sending it ended.
    enum Ending: Sendable, Hashable {
        /// The client has all of it.
        case complete
        /// It broke off before its first byte; nothing was sent.
        case failed(GardenError)
        /// It broke off, or the client went.
        case brokenOff
    }

    let source: any ByteSource
    let call: Call

    /// Sends all of it behind `head`. A piece is read while the one before is sent, and not more.
    ///
    /// The head is sent with the first piece, so that a failure before can still be told. The source is left open.
    ///
    /// - Parameter isChunked: whether the pieces are framed; if not, the connection's end is the archive's.
    func send(to connection: ByteConnection, behind head: [UInt8], isChunked: Bool) async -> Ending {
        var head = head
        var sent: EventLoopFuture<Void>?
        while true {
            let piece: [UInt8]
            do {
                piece = try await source.read()
            } catch {
                return ending(of: error, isBegun: head.isEmpty)
            }
            var bytes = ByteBuffer(bytes: head)
            head = []
            if isChunked { bytes.writeChunk(piece) } else { bytes.writeBytes(piece) }
            do {
                try await sent?.get()
                sent = try connection.beginSending(bytes)
                if piece.isEmpty { try await sent?.get() }
            } catch {
                return clientIsGone()
            }
            if piece.isEmpty { return .complete }
        }
    }

    /// Gives it up because there is nobody to send it to.
    func abandon() async {
        _ = clientIsGone()
        await source.close()
    }

    private func ending(of error: any Error, isBegun: Bool) -> Ending {
        if Task.isCancelled { return clientIsGone() }
        let failure = GardenError(reporting: error)
        call.logFailure(failure, isBegun: isBegun)
        return isBegun ? .brokenOff : .failed(failure)
    }

    private func clientIsGone() -> Ending {
        call.log.info("archive.abandoned", metadata: ["reason": "client gone"])
        return .brokenOff
    }
}
