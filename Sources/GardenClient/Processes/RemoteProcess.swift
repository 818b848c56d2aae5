import Garden
import GardenWire
import Synchronization

/// A process of a `RemoteContainer`: a connection for what is sent and for its end, and one for each output stream.
///
/// Its connections are closed when nobody holds it any more.
final class RemoteProcess: Garden.Process {
    let id: ProcessID
    var standardOutput: any ProcessOutput { output }
    var standardError: any ProcessOutput { errors }

    private struct Input: Sendable {
        var text = StandardInputText()
        var isClosed = false
    }

    private let connection: Connection
    private let watch: ExitWatch
    private let output: RemoteOutput
    private let errors: RemoteOutput
    private let input = Mutex(Input())

    private init(id: ProcessID, connection: Connection, watch: ExitWatch, outputs: (RemoteOutput, RemoteOutput)) {
        self.id = id
        self.connection = connection
        self.watch = watch
        (output, errors) = outputs
    }

    deinit { connection.close() }

    /// Makes the call that starts a process, or that attaches to one, and connects its streams.
    ///
    /// An output stream that cannot be connected is no failure of this: reading it is.
    ///
    /// - Parameter name: the id that was asked for; counts when the server does not name the process.
    static func start(_ request: Request, askedFor name: String, by caller: Caller) async throws -> RemoteProcess {
        let connection = try await caller.hijack(request)
        do {
            var splitter = PayloadSplitter()
            let first = try await firstPayload(on: connection, &splitter)
            let id = try ProcessID(first.processID.isEmpty ? name : first.processID)
            var parameters = request.parameters
            (parameters.process, parameters.stream) = (first.processID, first.streamID)
            async let output = stream(.stdout, parameters, by: caller)
            async let errors = stream(.stderr, parameters, by: caller)
            let outputs = await (output, errors)
            try Task.checkCancellation()

            let watch = ExitWatch(process: id.value, splitter: splitter)
            connection.forward(to: watch)
            return RemoteProcess(id: id, connection: connection, watch: watch, outputs: outputs)
        } catch {
            connection.close()
            throw error
        }
    }

    private static func firstPayload(
        on connection: Connection, _ splitter: inout PayloadSplitter
    ) async throws -> ProcessPayload {
        while true {
            if let payload = try splitter.nextPayload() { return payload }
            let bytes = try await connection.read()
            if bytes.isEmpty { throw RemoteError.connectionLost(reason: "unexpected EOF") }
            splitter.append(bytes)
        }
    }

    private static func stream(_ route: Route, _ parameters: RouteParameters, by caller: Caller) async -> RemoteOutput {
        do {
            let request = Request(route: route, parameters: parameters)
            return RemoteOutput(.success(try await caller.send(request, closing: false)))
        } catch {
            return RemoteOutput(.failure(error))
        }
    }

    // MARK: Process

    func writeStandardInput(_ bytes: [UInt8]) async throws {
        let pieces: [String]
        do {
            pieces = try input.withLock { input throws(StandardInputText.NotText) in
                input.isClosed ? [] : try input.text.pieces(of: bytes)
            }
        } catch {
            throw RemoteError.standardInputNotText(process: id.value)
        }
        for piece in pieces { try await send(ProcessPayload(standardInput: piece, process: id.value)) }
    }

    func closeStandardInput() async {
        let (isFirst, rest) = input.withLock { input in
            defer { input.isClosed = true }
            return (!input.isClosed, input.text.end())
        }
        guard isFirst else { return }
        do {
            if let rest { try await send(ProcessPayload(standardInput: rest, process: id.value)) }
            try await send(ProcessPayload(standardInput: nil, process: id.value))
        } catch {
            // The connection is gone, and the process's input with it; `wait` tells.
        }
    }

    func wait() async throws -> Int32 {
        try await watch.exit.value
    }

    func signal(_ signal: ProcessSignal) async throws {
        try await send(ProcessPayload(signal, process: id.value))
    }

    func resize(to size: WindowSize) async throws {
        try await send(ProcessPayload(size, process: id.value))
    }

    func detach() async {
        connection.close()
        output.close()
        errors.close()
    }

    /// Sends a payload; for a process that has ended it is dropped.
    private func send(_ payload: ProcessPayload) async throws {
        if let result = watch.exit.result {
            _ = try result.get()
            return
        }
        do {
            try await connection.write(payload.body)
        } catch is RemoteError {
            // A failed write closes the connection once all it holds is read, so what it told last comes at once.
            _ = try await watch.exit.value
        }
    }
}
