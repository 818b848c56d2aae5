import JSON
public import Linux
public import RuncCommand
public import SystemPackage

/// What a server asks of a tracker.
///
/// Terminals, attaching to a process and further containers under the same tracker will be messages of their own or
/// members of these.
public enum TrackerRequest: Hashable, Sendable {
    /// The number by which answers are matched to requests.
    public typealias Number = UInt64

    /// The first message of a connection.
    case hello(version: Int)
    /// Makes the container. Answered by `created`.
    case create(Number, CreateRequest)
    /// Starts a process. Answered by `started`.
    case run(Number, RunRequest)
    /// Sends a signal to a process; one that has ended is fine. Answered by `done`.
    case signal(Number, ProcessName, Signal)
    /// Gives up the tracker's end of a process's standard input. Answered by `done`.
    case closeStandardInput(Number, ProcessName)
    /// Removes the folder of a process that has ended, which had this number. One that lives, or is not there, is left
    /// alone. Answered by `done`.
    case forget(Number, ProcessName, PID)
    /// Asks what there is. Answered by any number of `process` and one `container`, then `done`.
    case list(Number)
    /// Ends the tracker, whatever runs. Answered by `done`.
    case shutdown(Number)
}

/// A container to make.
public struct CreateRequest: Hashable, Sendable {
    /// The runtime. Where it logs is the tracker's choice.
    public var runtime: RuncConfiguration
    /// The container's name at the runtime.
    public var container: ContainerID
    /// The folder with config.json.
    public var bundle: FilePath
    /// Where the kernel counts the container's memory; nil when nobody does.
    public var memory: MemoryCgroup?

    /// A container.
    public init(
        runtime: RuncConfiguration, container: ContainerID, bundle: FilePath, memory: MemoryCgroup? = nil
    ) {
        (self.runtime, self.container, self.bundle, self.memory) = (runtime, container, bundle, memory)
    }
}

/// A process to start.
public struct RunRequest: Hashable, Sendable {
    /// The runtime. Where it logs is the tracker's choice.
    public var runtime: RuncConfiguration
    /// The container's name at the runtime.
    public var container: ContainerID
    /// The process's own name.
    public var name: ProcessName
    /// Whom its pipes belong to, so that it can open /dev/stdout again.
    public var owner: FileOwner
    /// A file with the process's JSON. It is handed over by descriptor because it has the environment, which never
    /// touches the disk, and because it may be longer than a packet. Whoever has the request owns it.
    public var process: FileDescriptor

    /// A process.
    public init(
        runtime: RuncConfiguration, container: ContainerID, name: ProcessName, owner: FileOwner,
        process: FileDescriptor
    ) {
        (self.runtime, self.container, self.name) = (runtime, container, name)
        (self.owner, self.process) = (owner, process)
    }
}

extension TrackerRequest {
    /// The packet's bytes.
    public var encoded: [UInt8] { json.encoded() }

    /// What goes with the packet. They stay the sender's.
    public var descriptors: [FileDescriptor] {
        if case .run(_, let request) = self { [request.process] } else { [] }
    }

    private var json: JSONValue {
        switch self {
        case .hello(let version): ["type": "hello", "version": .integer(version)]
        case .create(let number, let request): .object(request.wire(number))
        case .run(let number, let request):
            [
                "type": "run", "request": .integer(number), "runtime": request.runtime.wire,
                "container": .string(request.container.value), "process": .string(request.name.value),
                "user": .integer(request.owner.user), "group": .integer(request.owner.group),
            ]
        case .signal(let number, let name, let signal):
            [
                "type": "signal", "request": .integer(number), "process": .string(name.value),
                "signal": .integer(signal.rawValue),
            ]
        case .closeStandardInput(let number, let name):
            ["type": "close_stdin", "request": .integer(number), "process": .string(name.value)]
        case .forget(let number, let name, let pid):
            [
                "type": "forget", "request": .integer(number), "process": .string(name.value),
                "pid": .integer(pid.rawValue),
            ]
        case .list(let number): ["type": "list", "request": .integer(number)]
        case .shutdown(let number): ["type": "shutdown", "request": .integer(number)]
        }
    }

    /// Reads a packet. On success `descriptors` belong to the request; on an error they stay the caller's.
    public init(_ bytes: [UInt8], descriptors: [FileDescriptor]) throws(WireError) {
        let fields = try MessageFields(bytes)
        guard descriptors.count == (fields.type == "run" ? 1 : 0) else {
            throw .malformed("\(fields.type): \(descriptors.count) descriptors")
        }
        switch fields.type {
        case "hello": self = .hello(version: try fields.integer("version"))
        case "create":
            let request = CreateRequest(
                runtime: try RuncConfiguration(wire: fields), container: try Self.container(fields),
                bundle: FilePath(try fields.string("bundle")), memory: MemoryCgroup(wire: fields["memory"]))
            self = .create(try fields.integer("request"), request)
        case "run":
            guard let process = descriptors.first else { throw .malformed("run: no descriptor") }
            let request = RunRequest(
                runtime: try RuncConfiguration(wire: fields), container: try Self.container(fields),
                name: try fields.name("process"),
                owner: FileOwner(user: try fields.integer("user"), group: try fields.integer("group")),
                process: process)
            self = .run(try fields.integer("request"), request)
        case "signal":
            let signal = Signal(rawValue: try fields.integer("signal"))
            self = .signal(try fields.integer("request"), try fields.name("process"), signal)
        case "close_stdin": self = .closeStandardInput(try fields.integer("request"), try fields.name("process"))
        case "forget":
            self = .forget(try fields.integer("request"), try fields.name("process"), try fields.pid())
        case "list": self = .list(try fields.integer("request"))
        case "shutdown": self = .shutdown(try fields.integer("request"))
        default: throw .malformed("unknown type \(fields.type)")
        }
    }

    /// The number of the request in `bytes`, for an answer to one that cannot be understood otherwise.
    public static func number(in bytes: [UInt8]) -> Number? {
        do {
            return try MessageFields(bytes).integer("request")
        } catch {
            return nil
        }
    }

    private static func container(_ fields: MessageFields) throws(WireError) -> ContainerID {
        do {
            return try ContainerID(try fields.string("container"))
        } catch {
            throw .malformed("\(fields.type): \(error)")
        }
    }
}

extension CreateRequest {
    fileprivate func wire(_ number: TrackerRequest.Number) -> JSONObject {
        var wire: JSONObject = [
            "type": "create", "request": .integer(number), "runtime": runtime.wire,
            "container": .string(container.value), "bundle": .string(bundle.string),
        ]
        if let memory { wire["memory"] = memory.wire }
        return wire
    }
}

extension RuncConfiguration {
    /// What a server decides about the runtime: how it logs is the tracker's choice.
    var wire: JSONValue {
        var wire: JSONObject = ["executable": .string(executable.string), "debug": .bool(debug)]
        if let root { wire["root"] = .string(root.string) }
        if !extraArguments.isEmpty { wire["arguments"] = .strings(extraArguments) }
        return .object(wire)
    }

    init(wire fields: MessageFields) throws(WireError) {
        let wire = fields["runtime"]
        guard let executable = wire?["executable"]?.string else { throw .malformed("\(fields.type): no runtime") }
        self.init(executable: FilePath(executable), root: wire?["root"]?.string.map { FilePath($0) })
        debug = wire?["debug"]?.bool ?? false
        extraArguments = (wire?["arguments"]?.array ?? []).compactMap(\.string)
    }
}
