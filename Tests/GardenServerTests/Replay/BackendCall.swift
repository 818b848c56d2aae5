import Garden
import GardenWire
import GuardianTestSupport
import JSON

/// A call that reached the backend, as the recordings tell of it.
enum BackendCall: Hashable, Sendable {
    case create(JSONValue)
    case list(JSONValue)
    case destroy(String)
    case property(String)
    case removeProperty(String)
    case setProperty(String)
    case run(JSONValue)
    case signal(Int)
    case resize(JSONValue)
    /// The standard input of a process: whether its end was told.
    case input(ended: Bool)

    /// The calls of one kind that are there in both worlds.
    var kind: String { String("\(self)".prefix { $0 != "(" }) }

    /// Understands what a recording tells; nil for what is no call with arguments.
    init?(recorded text: String) {
        func rest(_ prefix: String) -> String? { text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil }
        func json(_ prefix: String) -> JSONValue? { rest(prefix).flatMap { try? JSONValue(parsing: $0) } }

        if let value = json("Create got "), value.object != nil {
            self = .create(value)
        } else if let value = json("Containers got ") {
            self = .list(value)
        } else if let value = json("Destroy got ")?.string {
            self = .destroy(value)
        } else if let value = json("Property got ")?.string {
            self = .property(value)
        } else if let value = json("RemoveProperty got ")?.string {
            self = .removeProperty(value)
        } else if let value = rest("SetProperty got ") {
            self = .setProperty(value)
        } else if let value = json("Run got ") {
            self = .run(value)
        } else if let value = json("Signal(")?.integer(as: Int.self) {
            self = .signal(value)
        } else if let value = json("SetTTY("), value["window_size"] != nil {
            // A terminal without a size changes nothing.
            self = .resize(value)
        } else if text.hasPrefix("stdin ") {
            self = .input(ended: text.hasSuffix("err=<nil>"))
        } else {
            return nil
        }
    }
}

extension FakeBackend {
    /// The calls that arrived, by kind.
    func calls(of processes: [FakeProcess]) -> [BackendCall] {
        var calls = created.calls.map { BackendCall.create($0.wire) }
        calls += listed.calls.map { .list(PropertyMap($0.properties).wire) }
        calls += destroyed.calls.map { .destroy($0.value) }
        calls += container.propertyRead.calls.map { .property($0) }
        calls += container.propertyRemoved.calls.map { .removeProperty($0) }
        calls += container.propertySet.calls.map { .setProperty("\"\($0[0])\"=\"\($0[1])\"") }
        calls += container.ran.calls.map { .run($0.wire) }
        for process in processes {
            for event in process.events.entries {
                switch event {
                case .signal(let signal): calls.append(.signal(signal.rawValue))
                case .resize(let size): calls.append(.resize(TerminalSpec(windowSize: size).wire))
                case .input, .endOfInput, .detached: break
                }
            }
            calls.append(.input(ended: process.events.entries.contains(.endOfInput)))
        }
        return calls
    }
}
