import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@testable import GardenClient

@Suite("A remote process", .timeLimit(.minutes(1)))
struct RemoteProcessTests {
    private static let started = bytes("HTTP/1.1 201 Created\r\n\r\n{\"process_id\":\"p\",\"stream_id\":\"1\"}\n")
    private static let exited = bytes("{\"process_id\":\"p\",\"exit_status\":7}\n")
    private static let streamHead = bytes("HTTP/1.1 200 OK\r\n\r\n")

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// A server whose process connection does `steps` once the process has started.
    private static func server(
        _ steps: ScriptedServer.Step..., output: [ScriptedServer.Step] = [], errors: [ScriptedServer.Step] = []
    ) -> ScriptedServer {
        ScriptedServer { request in
            switch request.target {
            case "/containers/h/processes": [.send(started)] + steps
            case "/containers/h/processes/p/attaches/1/stdout": [.send(streamHead)] + output
            default: [.send(streamHead)] + errors
            }
        }
    }

    private static func start(at address: GardenAddress) async throws -> any Garden.Process {
        try await RemoteBackend(address).assumedContainer(Handle("h")).run(ProcessSpec(path: "x"))
    }

    @Test("tells all waiters its end, also late ones, though one of them gives up")
    func manyWaiters() async throws {
        let server = Self.server(.awaitPayloads(1), .send(Self.exited))

        let statuses = try await server.serving { address in
            let process = try await Self.start(at: address)
            let givingUp = Task { try await process.wait() }
            givingUp.cancel()
            await #expect(throws: CancellationError.self) { try await givingUp.value }
            async let first = process.wait()
            async let second = process.wait()
            try await process.signal(.terminate)
            let early = try await [first, second]
            return early + [try await process.wait()]
        }

        #expect(statuses == [7, 7, 7])
    }

    @Test("has its whole output read after its end was told")
    func lateReading() async throws {
        let megabyte = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let output = [ScriptedServer.Step](repeating: .send(megabyte), count: 8)
        let server = Self.server(.send(Self.exited), output: output)

        let (status, size) = try await server.serving { address in
            let process = try await Self.start(at: address)
            let status = try await process.wait()
            return (status, try await process.standardOutput.readToEnd().count)
        }

        #expect(status == 7)
        #expect(size == 8 << 20)
    }

    @Test("loses no output to a reader that gave up")
    func cancelledRead() async throws {
        let server = Self.server(.awaitPayloads(1), .send(Self.exited), output: [.send(Self.bytes("out"))])

        let output = try await server.serving { address in
            let process = try await Self.start(at: address)
            let givingUp = Task { try await process.standardError.read() }
            givingUp.cancel()
            _ = await givingUp.result
            try await process.signal(.kill)
            _ = try await process.standardError.readToEnd()
            return try await process.standardOutput.readToEnd()
        }

        #expect(output == Self.bytes("out"))
    }

    @Test("says that it is detached, in words ending in EOF, when the connection goes without an exit status")
    func detached() async throws {
        let server = Self.server()

        try await server.serving { address in
            let process = try await Self.start(at: address)
            let error = await #expect(throws: RemoteError.detached(process: "p")) { try await process.wait() }
            #expect(error?.description.hasSuffix("EOF") == true)
            await #expect(throws: RemoteError.detached(process: "p")) { try await process.signal(.kill) }
            await #expect(throws: RemoteError.detached(process: "p")) {
                try await process.writeStandardInput(Self.bytes("x"))
            }
        }
    }

    @Test("drops what is sent after its end")
    func sendingAfterEnd() async throws {
        let server = Self.server(.send(Self.exited))

        try await server.serving { address in
            let process = try await Self.start(at: address)
            _ = try await process.wait()

            try await process.writeStandardInput(Self.bytes("x"))
            try await process.signal(.terminate)
            try await process.resize(to: WindowSize(columns: 1, rows: 1))
            await process.closeStandardInput()
        }
    }

    @Test("refuses standard input that is not text and sends nothing of it")
    func binaryInput() async throws {
        let server = Self.server(.awaitPayloads(1), .send(Self.exited))

        try await server.serving { address in
            let process = try await Self.start(at: address)
            await #expect(throws: RemoteError.standardInputNotText(process: "p")) {
                try await process.writeStandardInput([0x61, 0xFF])
            }
            await process.closeStandardInput()
            await process.closeStandardInput()
            _ = try await process.wait()
        }

        #expect(server.connections.first?.payloads == [["process_id": "p", "source": 0]])
    }

    @Test("closes all its connections when it is detached, and when nobody holds it", arguments: [true, false])
    func detaching(explicitly: Bool) async throws {
        let server = Self.server(.awaitEnd, output: [.awaitEnd], errors: [.awaitEnd])

        try await server.serving { address in
            let held = try await Self.startAndLeave(at: address, explicitly: explicitly)
            try await server.awaitRequests(3)
            for connection in server.connections { try await connection.hasEnded.value }
            withExtendedLifetime(held) {}
        }

        #expect(server.connections.count == 3)
    }

    /// Starts a process and detaches from it, or forgets it.
    private static func startAndLeave(
        at address: GardenAddress, explicitly: Bool
    ) async throws -> (any Garden.Process)? {
        let process = try await start(at: address)
        guard explicitly else { return nil }
        await process.detach()
        return process
    }
}
