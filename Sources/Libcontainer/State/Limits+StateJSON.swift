import JSON
import OCI

extension OCITimeOffset {
    var stateJSON: JSONValue { ["secs": .integer(seconds), "nanosecs": .integer(nanoseconds)] }
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

extension NumberSet {
    init(stateJSON json: JSONValue?) { self.init(words: json.elements.map { $0.integer() ?? 0 }) }

    var stateJSON: JSONValue { .array(words.map { .integer($0) }) }
}

extension MemoryPolicy {
    init?(stateJSON json: JSONValue) {
        guard json.object != nil, let mode = Mode(rawValue: json["Mode"].number()) else { return nil }
        self.init(mode, flags: json["Flags"].number(), nodes: NumberSet(stateJSON: json["Nodes"]))
    }

    var stateJSON: JSONValue {
        [
            "Mode": .integer(mode.rawValue), "Flags": .integer(flags),
            "Nodes": nodes.isEmpty ? .null : nodes.stateJSON,
        ]
    }
}

extension CPUAffinity {
    init?(stateJSON json: JSONValue) {
        guard json.object != nil else { return nil }
        func numbers(_ json: JSONValue?) -> NumberSet? { json?.array == nil ? nil : NumberSet(stateJSON: json) }
        self.init(initial: numbers(json["Initial"]), final: numbers(json["Final"]))
    }

    var stateJSON: JSONValue { ["Initial": initial?.stateJSON ?? .null, "Final": final?.stateJSON ?? .null] }
}

extension SchedulerConfiguration {
    init?(stateJSON json: JSONValue) {
        guard let policy = Policy(name: json["policy"].text) else { return nil }
        self.init(policy)
        (nice, priority) = (json["nice"].number(), json["priority"].number())
        (runtime, deadline) = (json["runtime"].number(), json["deadline"].number())
        period = json["period"].number()
        for name in json["flags"].strings {
            if let bit = Self.flagNames.firstIndex(of: name) { flags |= 1 << bit }
        }
    }

    var stateJSON: JSONValue {
        let names = Self.flagNames.enumerated().filter { flags & (1 << $0.offset) != 0 }.map(\.element)
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
        self.init(ioClass, priority: json["priority"].number())
    }

    var stateJSON: JSONValue { ["class": .string(ioClass.name), "priority": .integer(priority)] }
}
