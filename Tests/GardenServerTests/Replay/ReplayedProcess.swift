import Garden
import GardenWire
import GuardianTestSupport
import JSON

/// A process of a recording: what it writes, and when it ends.
struct ReplayedProcess: Sendable {
    let fake: FakeProcess
    let stdout: RecordedOutput
    let stderr: RecordedOutput
    private(set) var hasEnded = false
    private var written: [Route: Int] = [:]

    init(
        _ transcript: Transcript, _ connections: [Int: ReplayedConnection], _ greeting: JSONValue?,
        _ scenario: ReplayScenario
    ) {
        fake = FakeProcess(id: greeting?["process_id"]?.string ?? "p")
        let stream = greeting?["stream_id"]?.string ?? ""
        stdout = scenario.output ?? RecordedOutput(of: .stdout, stream, transcript, connections)
        stderr = RecordedOutput(of: .stderr, stream, transcript, connections)
    }

    /// Writes what was read in the recording until `time`; nil: all.
    mutating func write(until time: Duration?) {
        for (route, recorded, output) in [(Route.stdout, stdout, fake.stdout), (.stderr, stderr, fake.stderr)] {
            let due = recorded.pieces.prefix { time.map($0.time.isAtMost) ?? true }
            for piece in due.dropFirst(written[route] ?? 0) { output.write(piece.bytes) }
            written[route] = max(written[route] ?? 0, due.count)
        }
    }

    /// Ends as the payload tells, behind all that is to be written.
    mutating func end(_ ending: ProcessPayload) {
        guard !hasEnded else { return }
        hasEnded = true
        write(until: nil)
        if let error = ending.error { return fake.failWaiting(GardenError.failed(error)) }
        fake.exit(Int32(truncatingIfNeeded: ending.exitStatus ?? 0))
    }

    /// Waits until everything that `payloads` ask for was done to it.
    func waitForCommands(_ payloads: [UInt8]) async {
        let expected = ExpectedCommands(payloads)
        await fake.events.wait { expected.isMet(by: $0) }
    }
}

/// What clients read of one output, piece by piece.
struct RecordedOutput: Sendable {
    struct Piece: Sendable {
        let time: Duration
        let bytes: [UInt8]
    }

    let pieces: [Piece]

    init(_ pieces: [Piece]) { self.pieces = pieces }

    init(
        of route: Route, _ stream: String, _ transcript: Transcript, _ connections: [Int: ReplayedConnection]
    ) {
        let readers = connections.values.filter { $0.outputOf == stream && $0.requests.last?.route == route }
        let ids = Set(readers.map(\.id))
        var heads = Set<Int>()
        pieces = transcript.events.compactMap { event in
            guard ids.contains(event.connection), event.direction == .serverToClient, event.kind == .data else {
                return nil
            }
            let isHead = heads.insert(event.connection).inserted
            let bytes = isHead ? RecordedMessage(parsing: event.bytes)?.rest ?? [] : event.bytes
            return bytes.isEmpty ? nil : Piece(time: event.time, bytes: bytes)
        }
    }
}

extension Duration {
    fileprivate func isAtMost(_ other: Duration) -> Bool { self <= other }
}

/// What a client's payloads ask of a process, as far as they can be understood.
private struct ExpectedCommands: Sendable {
    private var input = 0
    private var inputEnds = false
    private var signals = 0
    private var sizes = 0

    init(_ payloads: [UInt8]) {
        var splitter = PayloadSplitter()
        splitter.append(payloads)
        while case .value(let text)? = splitter.nextPiece(), let payload = try? ProcessPayload(body: text) {
            if let terminal = payload.terminal {
                sizes += terminal.windowSize == nil ? 0 : 1
            } else if payload.source != nil {
                if !inputEnds { input += payload.data?.utf8.count ?? 0 }
                if payload.data == nil { inputEnds = true }
            } else if payload.signal.flatMap(ProcessSignal.init) != nil {
                signals += 1
            }
        }
    }

    func isMet(by events: [FakeProcess.Event]) -> Bool {
        var missing = self
        for event in events {
            switch event {
            case .input(let bytes): missing.input -= bytes.count
            case .endOfInput: missing.inputEnds = false
            case .signal: missing.signals -= 1
            case .resize: missing.sizes -= 1
            case .detached: break
            }
        }
        return missing.input <= 0 && !missing.inputEnds && missing.signals <= 0 && missing.sizes <= 0
    }
}
