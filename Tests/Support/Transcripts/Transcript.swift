import Foundation
import JSON

/// A conversation between a client and a server, recorded byte by byte (`Tests/Fixtures/garden-wire`).
public struct Transcript: Sendable {
    /// One connection with all its bytes.
    public struct Connection: Sendable {
        /// Its number, from 1 in the order of opening.
        public let id: Int
        /// What the client sent.
        public let clientToServer: [UInt8]
        /// What the server sent.
        public let serverToClient: [UInt8]
    }

    /// One thing the recording proxy saw.
    public struct Event: Sendable {
        /// What it was.
        public enum Kind: String, Sendable {
            /// A new connection.
            case open
            /// Bytes.
            case data
            /// The end of one direction.
            case eof
            /// A broken connection.
            case error
        }

        /// Which way bytes went.
        public enum Direction: String, Sendable {
            /// From the client.
            case clientToServer = "c2s"
            /// From the server.
            case serverToClient = "s2c"
        }

        /// Its connection's number.
        public let connection: Int
        /// What it was.
        public let kind: Kind
        /// Which way; nil when a connection opens.
        public let direction: Direction?
        /// The bytes, if it was some.
        public let bytes: [UInt8]
        /// When, since the start.
        public let time: Duration
    }

    /// What one participant said it saw.
    public struct Observation: Sendable {
        /// `client`, `backend` or `raw`.
        public let participant: String
        /// What it saw, in words.
        public let text: String
        /// When, since the start.
        public let time: Duration
    }

    /// The file's name without its suffix.
    public let name: String
    /// What the conversation shows.
    public let description: String
    /// What the participants saw, in order.
    public let observations: [Observation]
    /// The connections, by number.
    public let connections: [Connection]
    /// What happened, in order; across connections only to about a millisecond.
    public let events: [Event]
}

extension Transcript {
    /// A fixture that cannot be used.
    public struct Unreadable: Error {
        /// Which one.
        public let name: String
        /// The member that is missing or wrong.
        public let member: String
    }

    private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/garden-wire")

    /// The names of all recorded conversations, sorted.
    public static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Reads a recorded conversation.
    public init(named name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent("\(name).json")))
        try self.init(JSONValue(parsing: bytes), name: name)
    }

    private init(_ json: JSONValue, name: String) throws {
        func string(_ member: JSONValue?, _ path: String) throws -> String {
            guard let string = member?.string else { throw Unreadable(name: name, member: path) }
            return string
        }
        func decoded(_ member: JSONValue?, _ path: String) throws -> [UInt8] {
            guard let data = Data(base64Encoded: try string(member ?? "", path)) else {
                throw Unreadable(name: name, member: path)
            }
            return [UInt8](data)
        }

        self.name = name
        description = try string(json["description"], "description")
        observations = try (json["observed"]?.array ?? []).map { try Self.observation(try string($0, "observed")) }
        let events = try (json["events"]?.array ?? []).map { event in
            guard let kind = Event.Kind(rawValue: try string(event["kind"], "kind")) else {
                throw Unreadable(name: name, member: "kind")
            }
            return Event(
                connection: event["conn"]?.integer() ?? 0,
                kind: kind,
                direction: event["dir"]?.string.flatMap(Event.Direction.init),
                bytes: try decoded(event["b64"], "b64"),
                time: .milliseconds(event["t_ms"]?.number?.double ?? 0))
        }
        self.events = events
        connections = (json["connections"]?.array ?? []).map { connection in
            let id: Int = connection["id"]?.integer() ?? 0
            func sent(_ direction: Event.Direction) -> [UInt8] {
                events.filter { $0.connection == id && $0.kind == .data && $0.direction == direction }.flatMap(\.bytes)
            }
            return Connection(id: id, clientToServer: sent(.clientToServer), serverToClient: sent(.serverToClient))
        }
    }

    /// Takes `[   21.2ms] client: Run -> ok` apart.
    private static func observation(_ line: String) throws -> Observation {
        let end = line.firstIndex(of: "]") ?? line.startIndex
        let time = Double(line[..<end].filter { $0.isNumber || $0 == "." }) ?? 0
        let text = end == line.startIndex ? line[...] : line[line.index(after: end)...]
        let halves = text.drop { $0 == " " }.split(separator: ": ", maxSplits: 1)
        let isKnown = halves.count == 2 && ["client", "backend", "server", "raw", "proxy"].contains(halves[0])
        return Observation(
            participant: isKnown ? String(halves[0]) : "",
            text: isKnown ? String(halves[1]) : String(text.drop { $0 == " " }),
            time: .milliseconds(time))
    }
}

extension Transcript {
    /// What `participant` saw.
    public func observations(of participant: String) -> [String] {
        observations.filter { $0.participant == participant }.map(\.text)
    }
}
