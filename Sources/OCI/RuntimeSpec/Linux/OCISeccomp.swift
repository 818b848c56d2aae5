public import JSON

/// Which system calls are allowed (seccomp(2)).
public struct OCISeccomp: Sendable, Hashable {
    /// What happens on a call.
    public enum Action: String, Sendable, Hashable {
        /// It is made.
        case allow = "SCMP_ACT_ALLOW"
        /// It fails.
        case error = "SCMP_ACT_ERRNO"
        /// It is made, and logged.
        case log = "SCMP_ACT_LOG"
        /// The thread gets a SIGSYS.
        case trap = "SCMP_ACT_TRAP"
        /// A tracer decides.
        case trace = "SCMP_ACT_TRACE"
        /// A listener decides.
        case notify = "SCMP_ACT_NOTIFY"
        /// The thread is killed, by the older name.
        case kill = "SCMP_ACT_KILL"
        /// The thread is killed.
        case killThread = "SCMP_ACT_KILL_THREAD"
        /// The process is killed.
        case killProcess = "SCMP_ACT_KILL_PROCESS"
    }

    /// Calls that are treated alike.
    public struct Rule: Sendable, Hashable {
        /// Their names; a name that the library does not know is skipped by the runtime.
        public var names: [String]
        /// What happens.
        public var action: Action
        /// The error number, with `.error`; nil: EPERM.
        public var errorNumber: UInt32?
        /// Conditions on arguments; all must hold.
        public var arguments: [Condition]
        /// Members that are not understood here.
        public var others = JSONObject()

        /// A rule.
        public init(_ names: [String], _ action: Action, errorNumber: UInt32? = nil, arguments: [Condition] = []) {
            (self.names, self.action, self.errorNumber, self.arguments) = (names, action, errorNumber, arguments)
        }
    }

    /// A condition on one argument.
    public struct Condition: Sendable, Hashable {
        /// The argument's index.
        public var index: UInt32
        /// What it is compared with; with `SCMP_CMP_MASKED_EQ`, the mask.
        public var value: UInt64
        /// With `SCMP_CMP_MASKED_EQ`, what the masked argument is compared with.
        public var valueTwo: UInt64
        /// The comparison, such as `SCMP_CMP_EQ`.
        public var comparison: String

        /// A condition.
        public init(index: UInt32, value: UInt64, valueTwo: UInt64 = 0, comparison: String) {
            (self.index, self.value, self.valueTwo, self.comparison) = (index, value, valueTwo, comparison)
        }
    }

    /// What happens on calls that no rule names.
    public var defaultAction: Action
    /// The error number, when the default action is `.error`; nil: EPERM.
    public var defaultErrorNumber: UInt32?
    /// The architectures, such as `SCMP_ARCH_X86_64`.
    public var architectures: [String]
    /// What seccomp(2) is asked for, such as `SECCOMP_FILTER_FLAG_LOG`; nil: what the runtime has as its default.
    public var flags: [String]?
    /// The socket of the agent that decides on `.notify`.
    public var listenerPath: String?
    /// Free text that the agent is told.
    public var listenerMetadata: String?
    /// The rules.
    public var rules: [Rule]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A profile.
    public init(
        defaultAction: Action, defaultErrorNumber: UInt32? = nil, architectures: [String], rules: [Rule]
    ) {
        (self.defaultAction, self.defaultErrorNumber) = (defaultAction, defaultErrorNumber)
        (self.architectures, self.rules) = (architectures, rules)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        let action = try reader.string("defaultAction").flatMap(Action.init(rawValue:))
        defaultAction = try reader.required(action, "defaultAction")
        defaultErrorNumber = try reader.integer("defaultErrnoRet")
        architectures = try reader.strings("architectures") ?? []
        flags = try reader.strings("flags")
        listenerPath = try reader.string("listenerPath")
        listenerMetadata = try reader.string("listenerMetadata")
        rules = try reader.array("syscalls", Rule.init(json:at:)) ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["defaultAction": .string(defaultAction.rawValue)]
        object.add([
            "defaultErrnoRet": defaultErrorNumber.map { .integer($0) },
            "architectures": architectures.isEmpty ? nil : .strings(architectures),
            "flags": flags.map(JSONValue.strings),
            "listenerPath": listenerPath.map(JSONValue.string),
            "listenerMetadata": listenerMetadata.map(JSONValue.string),
            "syscalls": rules.isEmpty ? nil : .array(rules.map(\.json)),
        ])
        object.keep(others)
        return .object(object)
    }
}

extension OCISeccomp.Rule {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        names = try reader.strings("names") ?? []
        action = try reader.required(try reader.string("action").flatMap(OCISeccomp.Action.init(rawValue:)), "action")
        errorNumber = try reader.integer("errnoRet")
        arguments = try reader.array("args", OCISeccomp.Condition.init(json:at:)) ?? []
        others = reader.rest
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["names": .strings(names), "action": .string(action.rawValue)]
        object.add([
            "errnoRet": errorNumber.map { .integer($0) },
            "args": arguments.isEmpty ? nil : .array(arguments.map(\.json)),
        ])
        object.keep(others)
        return .object(object)
    }
}

extension OCISeccomp.Condition {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        index = try reader.required(try reader.integer("index"), "index")
        value = try reader.required(try reader.integer("value"), "value")
        valueTwo = try reader.integer("valueTwo") ?? 0
        comparison = try reader.required(try reader.string("op"), "op")
    }

    fileprivate var json: JSONValue {
        [
            "index": .integer(index), "value": .integer(value), "valueTwo": .integer(valueTwo),
            "op": .string(comparison),
        ]
    }
}
