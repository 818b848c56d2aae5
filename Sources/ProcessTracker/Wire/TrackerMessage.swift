import JSON
public import Linux

/// What a tracker tells a server.
public enum TrackerMessage: Hashable, Sendable {
    /// The number of the request that is answered.
    public typealias Number = TrackerRequest.Number

    /// The first message of a connection.
    case hello(version: Int)
    /// The container's init runs.
    case created(Number, PID)
    /// The process runs. With it come three descriptors, the receiver's: where its standard input is written, and
    /// where its standard output and error are read.
    case started(Number, ProcessName, PID)
    /// What was asked for is done.
    case done(Number)
    /// What was asked for cannot be done. Number zero: the request had none.
    case failed(Number, TrackerFailure)
    /// One process that lives, for `list`.
    case process(Number, ProcessName, PID)
    /// The container's init, for `list`; and how many processes were killed so far because memory ran out.
    case container(Number, InitState, memoryKills: UInt64 = 0)
    /// A process has ended. Its exit.json is on the disk.
    case exited(ProcessName, ExitStatus)
    /// The container's init has ended, and with it all processes of the container.
    case initExited(ExitStatus)
    /// The kernel killed processes of the container because memory ran out: so many in all. It is on the disk. Told
    /// before the ends that it explains.
    case outOfMemory(kills: UInt64)
    /// Something of this type that answers nothing, and that only later versions know.
    case unknown(String)
}

/// What a tracker knows of the container's init.
public enum InitState: Hashable, Sendable {
    /// There never was one.
    case none
    /// It runs.
    case running(PID)
    /// It has ended.
    case exited(ExitStatus)
}

/// Why a tracker could not do what it was asked for.
public struct TrackerFailure: Error, Hashable, Sendable {
    /// What kind of failure it is.
    public enum Reason: String, Sendable, Hashable {
        /// The request makes no sense, or not now.
        case malformed
        /// A process of that name lives.
        case processExists = "process_exists"
        /// The runtime ran and failed; `status` and `message` are its.
        case runtime
        /// The tracker could not do its part, such as starting the runtime.
        case system
    }

    /// What kind of failure it is.
    public var reason: Reason
    /// The runtime's exit status, 128 plus the number for a signal.
    public var status: Int32?
    /// What happened, in words: the runtime's own, if it said something.
    public var message: String

    /// A failure.
    public init(_ reason: Reason, _ message: String, status: Int32? = nil) {
        (self.reason, self.message, self.status) = (reason, message, status)
    }
}

extension TrackerMessage {
    /// The packet's bytes.
    public var encoded: [UInt8] { json.encoded() }

    private var json: JSONValue {
        switch self {
        case .hello(let version): ["type": "hello", "version": .integer(version)]
        case .created(let number, let pid):
            ["type": "created", "request": .integer(number), "pid": .integer(pid.rawValue)]
        case .started(let number, let name, let pid): Self.json("started", number, name, pid)
        case .done(let number): ["type": "done", "request": .integer(number)]
        case .failed(let number, let failure):
            [
                "type": "failed", "request": .integer(number), "reason": .string(failure.reason.rawValue),
                "status": failure.status.map { .integer($0) } ?? .null, "message": .string(failure.message),
            ]
        case .process(let number, let name, let pid): Self.json("process", number, name, pid)
        case .container(let number, let state, let kills):
            .object(Self.object("container", number, state, kills))
        case .exited(let name, let status):
            .object(status.members(after: ["type": "exited", "process": .string(name.value)]))
        case .initExited(let status): .object(status.members(after: ["type": "init_exited"]))
        case .outOfMemory(let kills): ["type": "oom", "kills": .integer(kills)]
        case .unknown(let type): ["type": .string(type)]
        }
    }

    private static func json(_ type: String, _ number: Number, _ name: ProcessName, _ pid: PID) -> JSONValue {
        [
            "type": .string(type), "request": .integer(number), "process": .string(name.value),
            "pid": .integer(pid.rawValue),
        ]
    }

    private static func object(
        _ type: String, _ number: Number, _ state: InitState, _ memoryKills: UInt64
    ) -> JSONObject {
        var object: JSONObject = ["type": .string(type), "request": .integer(number)]
        if memoryKills > 0 { object["oom_kills"] = .integer(memoryKills) }
        switch state {
        case .none: break
        case .running(let pid): object["pid"] = .integer(pid.rawValue)
        case .exited(let status): object = status.members(after: object)
        }
        return object
    }

    /// Reads a packet; the descriptors that came with it are for `started`.
    public init(_ bytes: [UInt8]) throws(WireError) {
        let fields = try MessageFields(bytes)
        switch fields.type {
        case "hello": self = .hello(version: try fields.integer("version"))
        case "created": self = .created(try fields.integer("request"), try fields.pid())
        case "started": self = .started(try fields.integer("request"), try fields.name("process"), try fields.pid())
        case "done": self = .done(try fields.integer("request"))
        case "failed":
            guard let reason = TrackerFailure.Reason(rawValue: try fields.string("reason")) else {
                throw .malformed("failed: unknown reason")
            }
            let failure = TrackerFailure(reason, try fields.string("message"), status: fields["status"]?.integer())
            self = .failed(try fields.integer("request"), failure)
        case "process": self = .process(try fields.integer("request"), try fields.name("process"), try fields.pid())
        case "container":
            // Trackers of the first version do not count.
            let kills: UInt64 = fields["oom_kills"]?.integer() ?? 0
            self = .container(try fields.integer("request"), try Self.initState(fields), memoryKills: kills)
        case "exited": self = .exited(try fields.name("process"), try fields.exitStatus())
        case "init_exited": self = .initExited(try fields.exitStatus())
        case "oom": self = .outOfMemory(kills: try fields.integer("kills"))
        default:
            guard fields["request"] == nil else { throw .malformed("unknown type \(fields.type)") }
            self = .unknown(fields.type)
        }
    }

    private static func initState(_ fields: MessageFields) throws(WireError) -> InitState {
        if fields["pid"] != nil { return .running(try fields.pid()) }
        return fields["status"] == nil ? .none : .exited(try fields.exitStatus())
    }
}

extension ExitStatus {
    /// The status as a shell has it, and the signal's number when one killed the process.
    func members(after object: JSONObject) -> JSONObject {
        var object = object
        object["status"] = .integer(code)
        if case .signalled(let signal) = self { object["signal"] = .integer(signal.rawValue) }
        return object
    }

}

extension MessageFields {
    func pid() throws(WireError) -> PID {
        guard let pid = PID(rawValue: try integer("pid")) else { throw .malformed("\(type): pid") }
        return pid
    }

    fileprivate func exitStatus() throws(WireError) -> ExitStatus {
        if let signal: Int32 = self["signal"]?.integer() { return .signalled(Signal(rawValue: signal)) }
        return .exited(try integer("status"))
    }
}
