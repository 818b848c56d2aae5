public import JSON

/// Which system calls are allowed (seccomp(2)).
public struct OCISeccomp: Sendable, Hashable {
    /// What happens on a call.
    public enum Action: String, Sendable, Hashable {
        /// It is made.
        case allow = "SCMP_ACT_ALLOW"
        /// It fails.
        case error = "SCMP_ACT_ERRNO"
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
    /// The architectures, such as `SCMP_ARCH_X86_64`.
    public var architectures: [String]
    /// The rules.
    public var rules: [Rule]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A profile.
    public init(defaultAction: Action, architectures: [String], rules: [Rule]) {
        (self.defaultAction, self.architectures, self.rules) = (defaultAction, architectures, rules)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        let action = try reader.string("defaultAction").flatMap(Action.init(rawValue:))
        defaultAction = try reader.required(action, "defaultAction")
        architectures = try reader.strings("architectures") ?? []
        rules = try reader.array("syscalls", Rule.init(json:at:)) ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = [
            "defaultAction": .string(defaultAction.rawValue), "architectures": .strings(architectures),
            "syscalls": .array(rules.map(\.json)),
        ]
        for member in others.members { object[member.key] = member.value }
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
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["names": .strings(names), "action": .string(action.rawValue)]
        object.add([
            "errnoRet": errorNumber.map { .integer($0) },
            "args": arguments.isEmpty ? nil : .array(arguments.map(\.json)),
        ])
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
