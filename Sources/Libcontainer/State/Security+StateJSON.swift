import JSON
import OCI

extension OCICapabilities {
    init?(stateJSON json: JSONValue) {
        guard json.object != nil else { return nil }
        self.init(
            bounding: json["Bounding"].strings, effective: json["Effective"].strings,
            inheritable: json["Inheritable"].strings, permitted: json["Permitted"].strings,
            ambient: json["Ambient"].strings)
    }

    var stateJSON: JSONValue {
        [
            "Bounding": .list(bounding), "Effective": .list(effective), "Inheritable": .list(inheritable),
            "Permitted": .list(permitted), "Ambient": .list(ambient),
        ]
    }
}

/// Actions and comparisons are numbers there, from 1, and every rule names one call.
extension OCISeccomp {
    private static let actions: [Action] = [
        .kill, .error, .trap, .allow, .trace, .log, .notify, .killThread, .killProcess,
    ]
    fileprivate static let comparisons = [
        "SCMP_CMP_EQ", "SCMP_CMP_NE", "SCMP_CMP_GT", "SCMP_CMP_GE", "SCMP_CMP_LT", "SCMP_CMP_LE",
        "SCMP_CMP_MASKED_EQ",
    ]
    private static let architectureNames = [
        "SCMP_ARCH_X86": "x86", "SCMP_ARCH_X86_64": "amd64", "SCMP_ARCH_X32": "x32", "SCMP_ARCH_ARM": "arm",
        "SCMP_ARCH_AARCH64": "arm64", "SCMP_ARCH_MIPS": "mips", "SCMP_ARCH_MIPS64": "mips64",
        "SCMP_ARCH_MIPS64N32": "mips64n32", "SCMP_ARCH_MIPSEL": "mipsel", "SCMP_ARCH_MIPSEL64": "mipsel64",
        "SCMP_ARCH_MIPSEL64N32": "mipsel64n32", "SCMP_ARCH_PPC": "ppc", "SCMP_ARCH_PPC64": "ppc64",
        "SCMP_ARCH_PPC64LE": "ppc64le", "SCMP_ARCH_RISCV64": "riscv64", "SCMP_ARCH_S390": "s390",
        "SCMP_ARCH_S390X": "s390x", "SCMP_ARCH_LOONGARCH64": "loong64", "SCMP_ARCH_PARISC": "parisc",
        "SCMP_ARCH_PARISC64": "parisc64", "SCMP_ARCH_M68K": "m68k",
    ]

    /// - Returns: nil when any part of it has no meaning.
    init?(stateJSON json: JSONValue) {
        let rules = json["syscalls"].elements.compactMap(Self.rule)
        guard let action = Self.action(json["default_action"]), rules.count == json["syscalls"].elements.count else {
            return nil
        }
        self.init(
            defaultAction: action, defaultErrorNumber: json["default_errno_ret"]?.integer(),
            architectures: json["architectures"].strings.map { name in
                Self.architectureNames.first { $0.value == name }?.key ?? name
            },
            rules: rules)
        flags = json["flags"]?.array?.compactMap(\.string)
        listenerPath = json["listener_path"]?.string
        listenerMetadata = json["listener_metadata"]?.string
    }

    private static func action(_ json: JSONValue?) -> Action? {
        let number: Int = json.number()
        return actions.indices.contains(number - 1) ? actions[number - 1] : nil
    }

    private static func rule(_ json: JSONValue) -> Rule? {
        let conditions = json["args"].elements.compactMap(Condition.init(stateJSON:))
        guard let action = action(json["action"]), conditions.count == json["args"].elements.count else { return nil }
        return Rule([json["name"].text], action, errorNumber: json["errnoRet"]?.integer(), arguments: conditions)
    }

    var stateJSON: JSONValue {
        var calls: [JSONValue] = []
        for rule in rules {
            let arguments = JSONValue.array(rule.arguments.map(\.stateJSON))
            let errorNumber = rule.errorNumber.map { JSONValue.integer($0) } ?? .null
            let action = Self.number(rule.action)
            for name in rule.names {
                calls.append(["name": .string(name), "action": action, "errnoRet": errorNumber, "args": arguments])
            }
        }
        var object: JSONObject = [
            "default_action": Self.number(defaultAction),
            "architectures": .list(architectures.map { Self.architectureNames[$0] ?? $0 }),
            "flags": flags.map(JSONValue.strings) ?? .null, "syscalls": .array(calls),
            "default_errno_ret": defaultErrorNumber.map { .integer($0) } ?? .null,
        ]
        object.addGiven([
            "listener_path": listenerPath.map(JSONValue.string),
            "listener_metadata": listenerMetadata.map(JSONValue.string),
        ])
        return .object(object)
    }

    private static func number(_ action: Action) -> JSONValue {
        .integer((actions.firstIndex(of: action) ?? 0) + 1)
    }
}

extension OCISeccomp.Condition {
    init?(stateJSON json: JSONValue) {
        let number: Int = json["op"].number()
        guard OCISeccomp.comparisons.indices.contains(number - 1) else { return nil }
        self.init(
            index: json["index"].number(), value: json["value"].number(), valueTwo: json["value_two"].number(),
            comparison: OCISeccomp.comparisons[number - 1])
    }

    var stateJSON: JSONValue {
        [
            "index": .integer(index), "value": .integer(value), "value_two": .integer(valueTwo),
            "op": .integer((OCISeccomp.comparisons.firstIndex(of: comparison) ?? -1) + 1),
        ]
    }
}
