import GardenWire
import GuardianTestSupport

@testable import GardenServer

/// A recorded connection and how far it has been played.
struct ReplayedConnection: Sendable {
    let id: Int
    let requests: [RecordedRequest]
    /// What the client sent behind the request that ended HTTP.
    let clientStream: [UInt8]
    /// How many bytes come before each request's body.
    let headEnds: [Int]
    /// How many bytes the client sent in all.
    let total: Int
    /// All that the recorded server said.
    let recorded: ServerSide
    /// Whether nothing was sent because the server did not listen.
    let isRefused: Bool
    /// Whether the client was gone altogether when it had ended its side.
    let isDeserted: Bool
    /// When it was there.
    let span: ClosedRange<Duration>
    /// Whether the recording ends with the connection open.
    let staysOpen: Bool

    var client: RawClient?
    /// How many bytes the client sent so far.
    var sent = 0
    /// What the recorded server said so far, and what of it the client still heard.
    var said: [UInt8] = []
    var heard: [UInt8] = []
    /// When the recorded server said something last.
    var lastSaid = Duration.zero
    var gates: [AnswerGate] = []
    /// What our server had said when the recording was over.
    var oursAtTheEnd: ServerSide?
    var isLeftByClient = false
    var isGone = false
    var isClosedByServer = false

    init(_ connection: Transcript.Connection, _ transcript: Transcript) {
        id = connection.id
        let side = ClientSide(connection.clientToServer)
        (requests, clientStream, headEnds) = (side.requests, side.stream, side.headEnds)
        total = connection.clientToServer.count
        recorded = ServerSide(connection.serverToClient, to: requests)
        isRefused = connection.clientToServer.isEmpty && connection.serverToClient.isEmpty
        let events = transcript.events.filter { $0.connection == connection.id }
        let ends = events.filter { $0.kind != .open && $0.kind != .data }
        isDeserted =
            !requests.isEmpty && ends.first?.direction == .clientToServer
            && ends.contains { $0.kind == .error && $0.direction == .serverToClient }
        let first = events.first?.time ?? .zero
        span = first...max(first, ends.first?.time ?? transcript.events.last?.time ?? first)
        staysOpen = ends.isEmpty
    }

    /// The last call that was made so far.
    var lastRoute: Route? {
        headEnds.lastIndex { $0 <= sent }.flatMap { requests.indices.contains($0) ? requests[$0].route : nil }
    }

    /// Whether a request is not answered yet.
    var awaitsAnswer: Bool { headEnds.count { $0 <= sent } > ours.responses.count }

    /// Whether a process is served on it, which keeps its container in use.
    var isHolding: Bool {
        guard isProcess, !isLeftByClient, !isGone else { return false }
        let ours = ours
        return ours.responses.last?.body == .stream && ours.ending == nil
    }

    /// Whether it is the connection of a Run or an Attach.
    var isProcess: Bool { requests.last?.route == .run || requests.last?.route == .attach }

    /// Whether it reads an output.
    var isOutput: Bool { requests.last?.isOutput ?? false }

    /// The recorded stream id whose output it reads.
    var outputOf: String? { isOutput ? requests.last?.parameters.stream : nil }

    /// What the recorded server has said so far to a client that was still there.
    var heardSoFar: ServerSide { ServerSide(heard, to: requests) }

    /// What our server has said so far.
    var ours: ServerSide { ServerSide(client?.received.read(\.bytes) ?? [], to: requests) }

    /// Whether both read the same output at the same time.
    func competes(with other: ReplayedConnection) -> Bool {
        guard isOutput, other.isOutput, requests.last?.route == other.requests.last?.route else { return false }
        return outputOf == other.outputOf && span.overlaps(other.span)
    }
}
