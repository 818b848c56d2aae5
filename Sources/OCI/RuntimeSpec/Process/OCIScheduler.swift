public import JSON

/// How a process is scheduled (sched_setattr(2)).
public struct OCIScheduler: Sendable, Hashable {
    /// The policy, such as `SCHED_OTHER`.
    public var policy: String
    /// Niceness, -20 to 19, for `SCHED_OTHER` and `SCHED_BATCH`.
    public var nice: Int32 = 0
    /// Static priority, for `SCHED_FIFO` and `SCHED_RR`.
    public var priority: Int32 = 0
    /// Such as `SCHED_FLAG_RESET_ON_FORK`.
    public var flags: [String] = []
    /// Time to run in each period, nanoseconds; for `SCHED_DEADLINE`.
    public var runtime: UInt64 = 0
    /// Time until it must have run, nanoseconds; for `SCHED_DEADLINE`.
    public var deadline: UInt64 = 0
    /// The period, nanoseconds; for `SCHED_DEADLINE`.
    public var period: UInt64 = 0
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A policy with nothing else said.
    public init(policy: String) { self.policy = policy }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        policy = try reader.required(try reader.string("policy"), "policy")
        nice = try reader.integer("nice") ?? 0
        priority = try reader.integer("priority") ?? 0
        flags = try reader.strings("flags") ?? []
        runtime = try reader.integer("runtime") ?? 0
        deadline = try reader.integer("deadline") ?? 0
        period = try reader.integer("period") ?? 0
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "policy": .string(policy),
            "nice": nice == 0 ? nil : .integer(nice),
            "priority": priority == 0 ? nil : .integer(priority),
            "flags": flags.isEmpty ? nil : .strings(flags),
            "runtime": runtime == 0 ? nil : .integer(runtime),
            "deadline": deadline == 0 ? nil : .integer(deadline),
            "period": period == 0 ? nil : .integer(period),
        ])
        object.keep(others)
        return .object(object)
    }
}
