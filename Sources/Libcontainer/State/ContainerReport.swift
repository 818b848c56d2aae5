public import JSON
import Linux
import SystemPackage

/// What `state` and `list` say about a container.
public struct ContainerReport: Sendable, Hashable {
    /// The specification that the container follows.
    public var version: String
    /// Its name.
    public var id: String
    /// Its init process, 0 when it is stopped.
    public var pid: Int32
    /// What it is at the moment.
    public var status: ContainerStatus
    /// Its bundle's folder.
    public var bundle: String
    /// Its root file system's folder.
    public var rootFS: String
    /// When it was made.
    public var created: Timestamp
    /// The document's annotations.
    public var annotations: [String: String]
    /// Whose it is: a user's name, or `#` and a number. `state` leaves it empty.
    public var owner: String

    /// What a state file and the facts come to.
    public init(_ state: ContainerState, _ status: ContainerStatus, owner: String = "") {
        let configuration = state.configuration
        (version, id, self.status) = (configuration.version, state.id.value, status)
        pid = status == .stopped ? 0 : state.initPID?.rawValue ?? 0
        (bundle, rootFS) = (configuration.bundle?.string ?? "", configuration.rootFS.string)
        (created, annotations, self.owner) = (state.created, configuration.annotations, owner)
    }

    /// The members in runc's order.
    public var json: JSONValue {
        var object: JSONObject = [
            "ociVersion": .string(version), "id": .string(id), "pid": .integer(pid),
            "status": .string(status.rawValue), "bundle": .string(bundle), "rootfs": .string(rootFS),
            "created": .string(created.text),
        ]
        if !annotations.isEmpty { object["annotations"] = .sorted(annotations) }
        object["owner"] = .string(owner)
        return .object(object)
    }

    /// The answer of `state`: two spaces a level, no newline at the end.
    public var text: [UInt8] { json.encoded(indentation: "  ") }

    /// The answer of `list --format json`: one line, `null` when there is nothing, and no newline at the end.
    public static func list(_ reports: [ContainerReport]) -> [UInt8] {
        (reports.isEmpty ? JSONValue.null : .array(reports.map(\.json))).encoded()
    }

    /// What hooks and seccomp agents are told: the specification's own state (runtime.md, "State").
    public var hookJSON: JSONValue {
        var object: JSONObject = [
            "ociVersion": .string(version), "id": .string(id), "status": .string(status.rawValue),
        ]
        if pid != 0 { object["pid"] = .integer(pid) }
        object["bundle"] = .string(bundle)
        if !annotations.isEmpty { object["annotations"] = .sorted(annotations) }
        return .object(object)
    }
}
