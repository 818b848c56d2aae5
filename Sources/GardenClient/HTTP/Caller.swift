import Garden
import GardenWire
import NIOCore

/// Makes calls, each on a connection of its own.
struct Caller: Sendable {
    let address: GardenAddress
    let options: RemoteBackend.Options
    let group: any EventLoopGroup

    /// Makes a plain call. Cancelling it closes its connection.
    func call<Response: WireDecodable>(_ request: Request) async throws -> Response {
        let connection = try await send(request, closing: true)
        defer { connection.close() }
        var reader = ResponseReader(connection)
        let head = try await reader.head()
        guard head.isSuccess else { throw try await Self.error(head, &reader) }
        let body = try await reader.body(of: head)
        do {
            return try Response(body: body)
        } catch {
            throw RemoteError.badResponse(reason: error.description)
        }
    }

    /// Makes a call whose connection goes on as a stream behind the response's head, whatever that says of a body.
    ///
    /// - Returns: the connection, which is the caller's to close.
    func hijack(_ request: Request) async throws -> Connection {
        let connection = try await send(request, closing: false)
        do {
            try await Self.takeOver(connection)
            return connection
        } catch {
            connection.close()
            throw error
        }
    }

    /// Makes a call that is answered with an archive.
    ///
    /// - Returns: the archive, which is the caller's to close.
    func download(_ request: Request) async throws -> RemoteArchive {
        let connection = try await send(request, closing: true)
        do {
            var reader = ResponseReader(connection)
            let head = try await reader.head()
            guard head.isSuccess else { throw try await Self.error(head, &reader) }
            try head.checkCoding()
            reader.putBack()
            return RemoteArchive(connection, framing: head.framing)
        } catch {
            connection.close()
            throw error
        }
    }

    /// Makes a call that sends an archive behind its request. Cancelling it closes its connection.
    func upload(_ archive: any ByteSource, _ request: Request) async throws {
        let connection = try await send(request, closing: true)
        defer { connection.close() }
        try await ArchiveUpload(archive, on: connection).run()
    }

    /// Connects and sends a request.
    ///
    /// - Returns: the connection, on which the response comes; the caller's to close.
    func send(_ request: Request, closing: Bool) async throws -> Connection {
        let connection = try await Connection.open(to: address, timeout: options.connectTimeout, on: group)
        connection.readAhead(true)
        do {
            try await connection.write(request.encoded(headers: options.headers, closing: closing))
        } catch is RemoteError {
            // The answer, which may come before the request was read, or its absence tells why.
        } catch {
            connection.close()
            throw error
        }
        connection.readAhead(false)
        return connection
    }

    /// Reads the head of a response that turns its connection into a stream.
    ///
    /// When this is cancelled no byte of the head is lost: it can be called again.
    static func takeOver(_ connection: Connection) async throws {
        var reader = ResponseReader(connection)
        do {
            let head = try await reader.head()
            guard head.isSuccess else { throw try await error(head, &reader) }
            reader.putBack()
        } catch {
            reader.rewind()
            throw error
        }
    }

    /// What a server means by an answer that is no success. Only the object's type tells errors apart.
    static func error(_ head: ResponseHead, _ reader: inout ResponseReader) async throws -> any Error {
        let (status, body) = (head.status, try await reader.refusal(of: head))
        do {
            return try WireErrorBody(body: body).error
        } catch {
            let text = String(decoding: body.prefix(200), as: UTF8.self).split(whereSeparator: \.isNewline).first
            return RemoteError.refused(status: status, text: text.map(String.init) ?? "no message")
        }
    }
}
