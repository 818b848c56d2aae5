import GuardianTestSupport
import JSON

/// Something that our server does otherwise than the recorded one.
enum Difference: Sendable, CustomStringConvertible {
    /// An answer; nil: there is none.
    case answer(connection: Int, RecordedResponse?, ours: RecordedResponse?)
    /// How often the client was told to send its body.
    case goOns(connection: Int, Int, ours: Int)
    /// The payloads of a process connection.
    case payloads(connection: Int, [JSONValue], ours: [JSONValue])
    /// What was read from an output.
    case output(connection: Int, [UInt8], ours: [UInt8])
    /// Calls of one kind that only one of the backends got.
    case calls(BackendCall.Kind, missing: [BackendCall], added: [BackendCall])
    /// When a container was destroyed.
    case destroyTimes([Duration], ours: [Duration])
    /// Who closed a connection, and when.
    case closing(String)

    var description: String {
        switch self {
        case .answer(let id, let recorded, let ours):
            "connection \(id): recorded \(recorded?.description ?? "nothing"), ours \(ours?.description ?? "nothing")"
        case .goOns(let id, let recorded, let ours):
            "connection \(id): told to go on \(recorded) times, by ours \(ours) times"
        case .payloads(let id, let recorded, let ours): "connection \(id): recorded \(recorded), ours \(ours)"
        case .output(let id, let recorded, let ours):
            "connection \(id): recorded \(recorded.count) bytes of output, ours \(ours.count)"
        case .calls(let kind, let missing, let added): "backend, \(kind.rawValue): missing \(missing), added \(added)"
        case .destroyTimes(let recorded, let ours): "destroyed at \(recorded), by ours at \(ours)"
        case .closing(let text): text
        }
    }
}
