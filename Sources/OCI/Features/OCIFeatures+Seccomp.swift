public import JSON

extension OCIFeatures {
    /// Filters for system calls.
    public struct Seccomp: Sendable, Hashable {
        /// Whether they are there.
        public var isEnabled: Bool?
        /// What can happen on a call, such as `SCMP_ACT_NOTIFY`.
        public var actions: [String]?
        /// Comparisons of arguments, such as `SCMP_CMP_NE`.
        public var operators: [String]?
        /// The architectures, such as `SCMP_ARCH_X86_64`.
        public var architectures: [String]?
        /// The filters' flags that it understands, such as `SECCOMP_FILTER_FLAG_LOG`.
        public var knownFlags: [String]?
        /// Those of them that work with this kernel and library.
        public var supportedFlags: [String]?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Nothing known.
        public init() {}
    }
}

extension OCIFeatures.Seccomp {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        isEnabled = try reader.bool("enabled")
        actions = try reader.strings("actions")
        operators = try reader.strings("operators")
        architectures = try reader.strings("archs")
        knownFlags = try reader.strings("knownFlags")
        supportedFlags = try reader.strings("supportedFlags")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "enabled": isEnabled.map(JSONValue.bool), "actions": actions.map(JSONValue.strings),
            "operators": operators.map(JSONValue.strings), "archs": architectures.map(JSONValue.strings),
            "knownFlags": knownFlags.map(JSONValue.strings), "supportedFlags": supportedFlags.map(JSONValue.strings),
        ])
        object.keep(others)
        return .object(object)
    }
}
