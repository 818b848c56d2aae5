import Garden
import NIOCore

/// Sends an archive in chunks behind a request, and heeds the answer, which may come at any time.
struct ArchiveUpload: Sendable {
    private enum Event: Sendable {
        /// The archive was sent whole, or, when `isBroken`, the connection takes no more of it.
        case sent(isBroken: Bool)
        case answered(ResponseHead, ResponseReader)
    }

    private let archive: any ByteSource
    private let connection: Connection

    /// An upload on `connection`, on which the request's head has been sent.
    init(_ archive: any ByteSource, on connection: Connection) {
        self.archive = archive
        self.connection = connection
    }

    /// Returns once the archive was read to its end and the server has answered that all went well.
    ///
    /// An answer that is a failure ends the sending at once. When this throws, the last chunk has not been sent, and the
    /// connection must be closed: the server then knows that the archive broke off.
    ///
    /// - Throws: what the server answered, or what the archive threw.
    func run() async throws {
        connection.readAhead(true)
        try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask { try await send() }
            group.addTask {
                var reader = ResponseReader(connection)
                return .answered(try await reader.head(), reader)
            }
            defer { group.cancelAll() }
            var isBroken = false
            while let event = try await group.next() {
                switch event {
                case .sent(let broken): isBroken = broken
                case .answered(let head, var reader):
                    guard head.isSuccess else { throw try await Caller.error(head, &reader) }
                    connection.readAhead(false)
                }
            }
            // The server has what it wants; what it did not want is still ours to read.
            if isBroken { while try await !archive.read().isEmpty {} }
        }
    }

    /// A piece is read while the one before is sent, and not more.
    private func send() async throws -> Event {
        var written: Once<Void>?
        while true {
            let piece = try await archive.read()
            do {
                if let written { try await connection.finish(written) }
                let last = connection.beginWriting(Self.chunk(piece))
                if piece.isEmpty { try await connection.finish(last) }
                written = last
            } catch is RemoteError {
                // The answer tells why, if there is one.
                return .sent(isBroken: true)
            }
            if piece.isEmpty { return .sent(isBroken: false) }
        }
    }

    /// `piece` framed as a chunk; an empty one is the last.
    private static func chunk(_ piece: [UInt8]) -> ByteBuffer {
        let head = String(piece.count, radix: 16) + "\r\n"
        var buffer = ByteBuffer()
        buffer.reserveCapacity(head.utf8.count + piece.count + 2)
        buffer.writeString(head)
        buffer.writeBytes(piece)
        buffer.writeString("\r\n")
        return buffer
    }
}
