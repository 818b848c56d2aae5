import JSON
import Linux
import OCI

extension TimeOffset {
    init?(stateJSON member: JSONObject.Member) {
        guard let clock = Clock(rawValue: member.key) else { return nil }
        self.init(
            clock: clock, seconds: member.value["secs"].number(), nanoseconds: member.value["nanosecs"].number())
    }

    var stateJSON: (String, JSONValue) {
        (clock.rawValue, ["secs": .integer(seconds), "nanosecs": .integer(nanoseconds)])
    }
}

extension OCINetDevice {
    var stateJSON: JSONValue { name.map { ["name": .string($0)] } ?? [:] }
}

extension OCIIntelRDT {
    init?(stateJSON json: JSONValue) {
        guard json.object != nil else { return nil }
        self.init()
        groupID = json["closID"]?.string
        schemata = json["schemata"].strings
        cacheSchema = json["l3_cache_schema"]?.string
        bandwidthSchema = json["memBwSchema"]?.string
        isMonitored = json["enableMonitoring"].isTrue
    }

    var stateJSON: JSONValue {
        var object = JSONObject()
        object.addGiven([
            "closID": groupID.map(JSONValue.string), "schemata": .list(schemata),
            "l3_cache_schema": cacheSchema.map(JSONValue.string),
            "memBwSchema": bandwidthSchema.map(JSONValue.string), "enableMonitoring": isMonitored ? true : nil,
        ])
        return .object(object)
    }
}

/// A mask of 1024 bits, as Go's package for system calls has it.
extension NumberList {
    init(stateJSON json: JSONValue?) { self.init(words: json.elements.prefix(16).map { $0.integer() ?? 0 }) }

    var stateJSON: JSONValue {
        let missing = repeatElement(UInt64(0), count: max(0, 16 - words.count))
        return .array((words + missing).map { .integer($0) })
    }
}

extension MemoryPolicy {
    init?(stateJSON json: JSONValue) {
        guard json.object != nil, let mode = Mode(rawValue: json["Mode"].number()) else { return nil }
        self.init(
            mode, nodes: NumberList(stateJSON: json["Nodes"]), flags: Flags(rawValue: json["Flags"].number()))
    }

    var stateJSON: JSONValue {
        [
            "Mode": .integer(mode.rawValue), "Flags": .integer(flags.rawValue),
            "Nodes": nodes.isEmpty ? .null : nodes.stateJSON,
        ]
    }
}

extension CPUAffinity {
    init?(stateJSON json: JSONValue) {
        guard json.object != nil else { return nil }
        func numbers(_ json: JSONValue?) -> NumberList? { json?.array == nil ? nil : NumberList(stateJSON: json) }
        self.init(initial: numbers(json["Initial"]), final: numbers(json["Final"]))
    }

    var stateJSON: JSONValue { ["Initial": initial?.stateJSON ?? .null, "Final": final?.stateJSON ?? .null] }
}

extension Scheduling {
    private static let flagNames = [
        "SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY",
        "SCHED_FLAG_KEEP_PARAMS", "SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX",
    ]

    init?(stateJSON json: JSONValue) {
        guard let policy = Policy(name: json["policy"].text) else { return nil }
        self.init(policy)
        (nice, priority) = (json["nice"].number(), json["priority"].number())
        (runtime, deadline) = (json["runtime"].number(), json["deadline"].number())
        period = json["period"].number()
        for name in json["flags"].strings {
            if let flag = Flags(name: name) { flags.insert(flag) }
        }
    }

    var stateJSON: JSONValue {
        let names = Self.flagNames.filter { Flags(name: $0).map(flags.contains) ?? false }
        var object: JSONObject = ["policy": .string(policy.name)]
        object.addGiven([
            "nice": nice == 0 ? nil : .integer(nice), "priority": priority == 0 ? nil : .integer(priority),
            "flags": .list(names), "runtime": runtime == 0 ? nil : .integer(runtime),
            "deadline": deadline == 0 ? nil : .integer(deadline), "period": period == 0 ? nil : .integer(period),
        ])
        return .object(object)
    }
}

extension IOPriority {
    init?(stateJSON json: JSONValue) {
        guard let ioClass = Class(name: json["class"].text) else { return nil }
        self.init(ioClass, level: json["priority"].number())
    }

    var stateJSON: JSONValue { ["class": .string(self.class.name), "priority": .integer(level)] }
}
