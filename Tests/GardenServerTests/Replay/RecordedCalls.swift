import GardenWire
import GuardianTestSupport
import JSON

/// What a recording tells about the calls that reached its backend.
struct RecordedCalls: Sendable {
    private(set) var calls: [BackendCall] = []
    /// The kinds of call that it tells about; other calls are not recorded.
    private(set) var kinds: Set<BackendCall.Kind> = []
    /// Lines that could not be understood.
    private(set) var unreadLines: [String] = []
    /// When containers were destroyed, where that is told call by call.
    private(set) var destroyTimes: [Duration] = []
    /// Whether the containers' destruction failed.
    private(set) var destroyFails = false

    /// Lines that tell nothing about a call and its arguments, by their beginning.
    ///
    /// That the original lets the reader of a StreamOut open is no behaviour that a client could see.
    private static let passedOver = [
        "not called", "Create begins", "Create ends", "Run begins", "Run ends", "Stop called", "the process exits",
        "reader NOT closed", "SetupBomberman", "Containers got nil?",
    ]

    /// - Parameter transcript: ends of standard input are compared only where the client told it, or before the process
    ///   ended: at its end a process sees one or the other, whichever is faster.
    init(_ transcript: Transcript) {
        let exits = transcript.events.filter { event in
            event.direction == .serverToClient && String(decoding: event.bytes, as: UTF8.self).contains("exit_status")
        }
        var toldEnds = transcript.connections.reduce(0) { count, connection in
            count + String(decoding: connection.clientToServer, as: UTF8.self).split(separator: "\"source\":0}").count
                - 1
        }
        for observation in transcript.observations where observation.participant == "backend" {
            if Self.passedOver.contains(where: observation.text.hasPrefix) { continue }
            guard var read = Self.read(observation.text) else {
                unreadLines.append(observation.text)
                continue
            }
            let isAtExit = exits.contains { abs($0.time - observation.time) < .milliseconds(5) }
            if read.contains(where: { $0.kind == .inputEnd }), isAtExit, toldEnds <= 0 {
                read.removeAll { $0.kind == .inputEnd }
            } else if read.first?.kind == .input {
                kinds.insert(.inputEnd)
            }
            if read.contains(where: { $0.kind == .inputEnd }) { toldEnds -= 1 }
            if observation.text.hasPrefix("Destroy(") { destroyTimes.append(observation.time) }
            if observation.text.hasPrefix("Destroy("), observation.text.hasSuffix(" fails") { destroyFails = true }
            calls += read
            kinds.formUnion(read.map(\.kind))
        }
        for connection in transcript.connections { readPorts(ClientSide(connection.clientToServer).requests) }
        let isWatched = transcript.observations.contains { $0.text.hasPrefix("(not destroyed") }
        if isWatched { kinds.insert(.destroy) }
        if transcript.observations(of: "backend").contains("no Signal call arrived") { kinds.insert(.signal) }
    }

    /// The recorded backend does not tell what ports it was asked for, but the client asked for them.
    private mutating func readPorts(_ requests: [RecordedRequest]) {
        for request in requests where request.route == .netIn {
            guard let body = (try? JSONValue(parsing: request.body))?.object else { continue }
            let ports = body.members.filter { $0.key != "handle" }.map { ($0.key, $0.value) }
            calls.append(BackendCall(.netIn, .object(JSONObject(ports))))
            kinds.insert(.netIn)
        }
    }

    /// The calls that one line tells about; nil when it is not understood.
    private static func read(_ line: String) -> [BackendCall]? {
        if line == "no Signal call arrived" { return [] }
        if line == "StreamOut reader closed" { return [BackendCall(.streamOutClosed, true)] }
        // A terminal without a size changes nothing.
        if line == "SetTTY({})" { return [] }
        if line.hasPrefix("stdin ") { return input(line) }
        if let counts = counts(line) { return counts }
        for (prefix, kind) in prefixes {
            guard line.hasPrefix(prefix) else { continue }
            return argument(String(line.dropFirst(prefix.count)), kind).map { [BackendCall(kind, $0)] }
        }
        return line.hasPrefix("StreamIn ") ? streamIn(line) : nil
    }

    private static let prefixes: [(String, BackendCall.Kind)] = [
        ("Create got \"map[", .createdProperties), ("Create got ", .create), ("Containers got ", .list),
        ("Destroy got ", .destroy), ("Destroy(", .destroy), ("handle arrived as ", .destroy), ("Lookup got ", .lookup),
        ("BulkInfo got ", .bulkInfo), ("BulkNetOut got ", .netOut), ("NetOut got ", .netOut), ("Stop got ", .stop),
        ("SetGraceTime got ", .setGraceTime), ("Property got ", .property), ("RemoveProperty got ", .removeProperty),
        ("SetProperty got ", .setProperty), ("key arrived as ", .propertyKey), ("Run got ", .run),
        ("Attach got ", .attach), ("Signal(", .signal), ("SetTTY(", .resize), ("StreamOut got ", .streamOut),
    ]

    private static func argument(_ text: String, _ kind: BackendCall.Kind) -> JSONValue? {
        switch kind {
        case .createdProperties: .string(GoText.unquote("\"map[" + text)?.text ?? "")
        case .setProperty: .string(text)
        case .setGraceTime where text.hasSuffix("s"):
            Int64(text.dropLast()).map { .integer($0 * 1_000_000_000) }
        case .destroy, .propertyKey: (GoText.unquote(text)?.text).map(JSONValue.string)
        case .signal, .resize: try? JSONValue(parsing: String(text.dropLast()))
        case .netOut:
            (try? JSONValue(parsing: text)).map { $0.array == nil ? .array([$0]) : $0 }
        default: try? JSONValue(parsing: text)
        }
    }

    /// `Create in progress 2 times`, `Destroy called 1 time(s) in all`, `Lookup 2 Info 2`.
    private static func counts(_ line: String) -> [BackendCall]? {
        let words = line.split(separator: " ")
        let names: [Substring: BackendCall.Kind] = [
            "Create": .createCount, "Destroy": .destroyCount, "Lookup": .lookupCount, "Info": .infoCount,
        ]
        let fillers: Set<Substring> = ["in", "progress", "called", "times", "time(s)", "all"]
        let rest = words.filter { !fillers.contains($0) }
        guard rest.count.isMultiple(of: 2), !rest.isEmpty else { return nil }
        var calls: [BackendCall] = []
        for index in stride(from: 0, to: rest.count, by: 2) {
            guard let kind = names[rest[index]], let count = Int(rest[index + 1]) else { return nil }
            calls.append(BackendCall(kind, .integer(count)))
        }
        return calls
    }

    /// `stdin given to Run ended "text" err=<nil>`.
    private static func input(_ line: String) -> [BackendCall] {
        let ending = line.hasSuffix("err=<nil>") ? [BackendCall(.inputEnd, true)] : []
        guard let quote = line.firstIndex(of: "\""), let text = GoText.unquote(String(line[quote...]))?.text else {
            return ending
        }
        return [BackendCall(.input, .string(text))] + ending
    }

    /// `StreamIn path="/x" user="root" body="" err=<nil>`.
    private static func streamIn(_ line: String) -> [BackendCall]? {
        var members: [(String, JSONValue)] = []
        var rest = line.dropFirst("StreamIn ".count)
        while let equals = rest.firstIndex(of: "="), !rest.hasPrefix("err=") {
            let name = String(rest[..<equals])
            guard let value = GoText.unquote(String(rest[rest.index(after: equals)...])) else { return nil }
            members.append((name, .string(value.text)))
            rest = Substring(value.rest).drop { $0 == " " }
        }
        guard rest == "err=<nil>" else { return nil }
        if members.count == 1 { return [BackendCall(.streamedBody, members[0].1)] }
        return [BackendCall(.streamIn, .object(JSONObject(members)))]
    }
}

/// Text as Go quotes it (`%q`).
enum GoText {
    /// The text that begins with a quotation mark, and what follows it; nil when it does not end.
    static func unquote(_ quoted: String) -> (text: String, rest: String)? {
        guard quoted.hasPrefix("\"") else { return nil }
        var text = ""
        var rest = quoted.unicodeScalars.dropFirst()
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return (text, String(rest)) }
            guard scalar == "\\" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            guard let meant = meaning(of: escape, &rest) else { return nil }
            text.unicodeScalars.append(meant)
        }
        return nil
    }

    private static func meaning(
        of escape: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView
    ) -> Unicode.Scalar? {
        let letters: [Unicode.Scalar: Unicode.Scalar] = [
            "a": "\u{7}", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{b}",
        ]
        let lengths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
        guard let length = lengths[escape] else { return letters[escape] ?? escape }
        let digits = String(rest.prefix(length))
        rest = rest.dropFirst(length)
        return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    }
}

private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
