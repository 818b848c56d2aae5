public import JSON

/// Programs that the runtime runs when a container's state changes (runtime-spec, config.md).
public struct OCIHooks: Sendable, Hashable {
    /// When programs are run, by the specification's names and in order of time.
    public enum Moment: String, Sendable, Hashable, CaseIterable {
        /// Deprecated: together with, and before, `createRuntime`.
        case prestart
        /// Once the namespaces are made, in the runtime's.
        case createRuntime
        /// Before the root is changed, in the container's mount namespace.
        case createContainer
        /// Before the container's program, inside.
        case startContainer
        /// After the container's program was started, in the runtime's namespaces.
        case poststart
        /// After the container was removed, in the runtime's namespaces.
        case poststop
    }

    /// The programs, in the order in which they run; a moment without any is not in here.
    public var programs: [Moment: [OCIHook]] = [:]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// None.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        for moment in Moment.allCases {
            guard let hooks = try reader.array(moment.rawValue, OCIHook.init(json:at:)) else { continue }
            if !hooks.isEmpty { programs[moment] = hooks }
        }
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        for moment in Moment.allCases {
            if let hooks = programs[moment], !hooks.isEmpty { object[moment.rawValue] = .array(hooks.map(\.json)) }
        }
        object.keep(others)
        return .object(object)
    }

    /// The programs of one moment; setting none removes it.
    public subscript(moment: Moment) -> [OCIHook] {
        get { programs[moment] ?? [] }
        set { programs[moment] = newValue.isEmpty ? nil : newValue }
    }
}

/// One program that is run.
public struct OCIHook: Sendable, Hashable {
    /// The program, absolute, in the runtime's mount namespace.
    public var path: String
    /// Its arguments, its own name first; empty: just that name.
    public var arguments: [String]
    /// `NAME=value`; nothing else is in its environment. Empty: the runtime chooses.
    public var environment: [String]
    /// How long it may run, seconds; nil: for ever.
    public var timeout: Int?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A program.
    public init(path: String, arguments: [String] = [], environment: [String] = [], timeout: Int? = nil) {
        (self.path, self.arguments) = (path, arguments)
        (self.environment, self.timeout) = (environment, timeout)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        path = try reader.required(try reader.string("path"), "path")
        arguments = try reader.strings("args") ?? []
        environment = try reader.strings("env") ?? []
        timeout = try reader.integer("timeout")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["path": .string(path)]
        object.add([
            "args": arguments.isEmpty ? nil : .strings(arguments),
            "env": environment.isEmpty ? nil : .strings(environment),
            "timeout": timeout.map { .integer($0) },
        ])
        object.keep(others)
        return .object(object)
    }
}
