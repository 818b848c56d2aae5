public import Garden
public import JSON

/// What is kept of a container on disk, in `container.json`, besides its properties.
public struct ContainerRecord: Sendable, Hashable {
    /// How far a container's life has come.
    public enum State: String, Sendable, Hashable {
        /// Being made: after a crash it is undone.
        case creating
        /// Made.
        case created
        /// Being destroyed: after a crash the rest is destroyed too.
        case destroying
    }

    /// The format's version.
    public static let version = 1

    /// The container's name.
    public let handle: Handle
    /// How far its life has come.
    public var state: State
    /// When it was asked for: nanoseconds since 1970.
    public let created: Int64
    /// The boot that it was made in; its kernel objects are gone in another one.
    public let bootID: String
    /// Whether creation was finished once. A half-destroyed container keeps being listed so that it can be retried.
    public var wasCreated: Bool
    /// How long it may be unused before it is destroyed; zero: for ever.
    public var graceTime: Duration
    /// What was asked for, without environment and passwords.
    public let spec: JSONValue
    /// What the components stored.
    public var sections: [RecordSection: JSONValue]

    /// The record of a container about to be made.
    public init(
        handle: Handle, created: Int64, bootID: String, graceTime: Duration = .zero, spec: JSONValue = [:]
    ) {
        (self.handle, self.created, self.bootID) = (handle, created, bootID)
        (self.graceTime, self.spec) = (graceTime, spec)
        (state, wasCreated, sections) = (.creating, false, [:])
    }
}

extension ContainerRecord {
    /// The text of `container.json`.
    public var json: JSONValue {
        var object: JSONObject = [
            "version": .integer(Self.version),
            "handle": .string(handle.value),
            "state": .string(state.rawValue),
            "was_created": .bool(wasCreated),
            "created": .integer(created),
            "boot_id": .string(bootID),
            "grace_time": .integer(graceTime.nanoseconds),
            "spec": spec,
        ]
        for section in RecordSection.allCases {
            object[section.rawValue] = sections[section]
        }
        return .object(object)
    }

    /// Reads `container.json`; nil when it is no record of `handle` that this version understands.
    public init?(json: JSONValue, handle: Handle) {
        guard json["version"]?.integer(as: Int.self) == Self.version, json["handle"]?.string == handle.value,
            let state = json["state"]?.string.flatMap(State.init(rawValue:)),
            let created = json["created"]?.integer(as: Int64.self), let bootID = json["boot_id"]?.string
        else { return nil }
        let graceTime = Duration.nanoseconds(json["grace_time"]?.integer(as: Int64.self) ?? 0)
        self.init(handle: handle, created: created, bootID: bootID, graceTime: graceTime, spec: json["spec"] ?? [:])
        self.state = state
        wasCreated = json["was_created"]?.bool ?? (state == .created)
        for section in RecordSection.allCases {
            sections[section] = json[section.rawValue]
        }
    }
}
