public import JSON

/// A container's processor time, and which processors it is on.
public struct OCIProcessors: Sendable, Hashable {
    /// Time relative to others.
    public var shares: UInt64?
    /// Time per period, microseconds; -1 takes the limit away.
    public var quota: Int64?
    /// What may be saved of unused time, and used beyond the quota, microseconds.
    public var burst: UInt64?
    /// The quota's period, microseconds.
    public var period: UInt64?
    /// Time of processes with real-time scheduling per period, microseconds; control groups of version 1 alone.
    public var realtimeRuntime: Int64?
    /// The period of that, microseconds; control groups of version 1 alone.
    public var realtimePeriod: UInt64?
    /// The processors, such as `0-1,3`.
    public var processors: String?
    /// The memory nodes, such as `0-1`.
    public var memoryNodes: String?
    /// 1: it runs only when nobody else wants to.
    public var idle: Int64?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// No limit.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        shares = try reader.integer("shares")
        quota = try reader.integer("quota")
        burst = try reader.integer("burst")
        period = try reader.integer("period")
        realtimeRuntime = try reader.integer("realtimeRuntime")
        realtimePeriod = try reader.integer("realtimePeriod")
        processors = try reader.string("cpus")
        memoryNodes = try reader.string("mems")
        idle = try reader.integer("idle")
        others = reader.rest
    }

    var json: JSONObject {
        var object = JSONObject()
        object.add([
            "shares": shares.map { .integer($0) }, "quota": quota.map { .integer($0) },
            "burst": burst.map { .integer($0) }, "period": period.map { .integer($0) },
            "realtimeRuntime": realtimeRuntime.map { .integer($0) },
            "realtimePeriod": realtimePeriod.map { .integer($0) },
            "cpus": processors.map(JSONValue.string), "mems": memoryNodes.map(JSONValue.string),
            "idle": idle.map { .integer($0) },
        ])
        object.keep(others)
        return object
    }
}
