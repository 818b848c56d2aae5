import Garden
import GuardianTestSupport
import Logging
import NIOCore

@testable import GardenServer

/// A server over a scripted backend, with time that stands still.
struct ServerFixture: Sendable {
    let backend = FakeBackend()
    let scheduler = FakeScheduler()
    let log = LogRecorder()
    let folder = SocketFolder()
    let server: GardenServer

    init(_ adjust: (inout ServerConfiguration) -> Void = { _ in }) {
        var configuration = ServerConfiguration(address: .unixSocket(UnixSocketAddress(path: folder.socket)))
        configuration.scheduler = scheduler
        adjust(&configuration)
        let log = log
        server = GardenServer(
            configuration: configuration, backend: backend,
            logger: Logger(label: "test") { _ in log.handler })
    }

    /// Serves while `body` runs.
    static func serving(
        _ fixture: ServerFixture = ServerFixture(), _ body: (ServerFixture) async throws -> Void
    ) async throws {
        defer { fixture.folder.remove() }
        try await fixture.server.start()
        do {
            try await body(fixture)
        } catch {
            await fixture.server.stop(within: .seconds(1))
            throw error
        }
        await fixture.server.stop(within: .seconds(1))
    }

    /// A new connection to the server.
    func connect(reads: Bool = true) async throws -> RawClient {
        guard let address = server.address else { throw ServerError.notListening }
        return try await RawClient.connect(to: address, reads: reads)
    }

    /// A new connection to the server, whose client lives on `loop`.
    func connect(onLoop loop: any EventLoop, _ observer: @escaping RawClient.Observer) async throws -> RawClient {
        guard let address = server.address else { throw ServerError.notListening }
        return try await RawClient.connect(to: address, on: loop, observer)
    }

    /// Lets the next Run start `process`.
    func script(_ process: FakeProcess) { backend.container.ran.answer { _ in process } }

    /// Starts `process` by a Run and takes the answer's head and first payload.
    func run(_ process: FakeProcess, then payloads: String = "") async throws -> RawClient {
        script(process)
        let client = try await connect()
        try await client.send(Self.runRequest + payloads)
        _ = await client.response()
        await client.wait { $0.contains(UInt8(ascii: "\n")) }
        return client
    }

    /// Opens an output connection and takes the answer's head.
    func open(_ stream: String, reads: Bool = true) async throws -> RawClient {
        let client = try await connect(reads: reads)
        try await client.send("GET /containers/h/processes/p/attaches/\(stream) HTTP/1.1\r\nHost: api\r\n\r\n")
        if reads { _ = await client.response() }
        return client
    }

    static let runRequest =
        "POST /containers/some-handle/processes HTTP/1.1\r\nHost: api\r\nContent-Length: 12\r\n\r\n{\"path\":\"x\"}"
}
