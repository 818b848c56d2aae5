public import JSON

/// A bundle's `config.json` (OCI runtime-spec, config.md). Members this type does not know are kept.
public struct RuntimeSpec: Sendable, Hashable {
    /// The specification's version.
    public var version = "1.0.2"
    /// The container's first process.
    public var process = OCIProcess() { didSet { hasProcess = true } }
    /// Whether the document has a process; one without is good for a container that is made and never started.
    public private(set) var hasProcess = true
    /// The root file system's folder; empty: there is none.
    public var rootPath = ""
    /// Whether the root file system cannot be written.
    public var isRootReadOnly = false
    /// The name inside the UTS namespace.
    public var hostname: String?
    /// The NIS domain inside the UTS namespace.
    public var domainname: String?
    /// What is mounted, in order.
    public var mounts: [OCIMount] = []
    /// Programs that are run when the container's state changes.
    public var hooks = OCIHooks()
    /// Free text for the runtime.
    public var annotations: [String: String] = [:]
    /// What only Linux has.
    public var linux = OCILinux()
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A specification without anything.
    public init() {}

    /// Reads `config.json`.
    public init(json: JSONValue) throws(OCIError) {
        var reader = try FieldReader(json, at: "")
        version = try reader.required(try reader.string("ociVersion"), "ociVersion")
        let process = try reader.take("process", OCIProcess.init(json:at:))
        (self.process, hasProcess) = (process ?? OCIProcess(), process != nil)
        try reader.within("root") { root throws(OCIError) in
            rootPath = try root.required(try root.string("path"), "path")
            isRootReadOnly = try root.bool("readonly") ?? false
        }
        hostname = try reader.string("hostname")
        domainname = try reader.string("domainname")
        mounts = try reader.array("mounts", OCIMount.init(json:at:)) ?? []
        hooks = try reader.take("hooks", OCIHooks.init(json:at:)) ?? OCIHooks()
        annotations = try reader.stringMap("annotations") ?? [:]
        linux = try reader.take("linux", OCILinux.init(json:at:)) ?? OCILinux()
        others = reader.rest
    }

    /// The text of `config.json`.
    public var json: JSONValue {
        var root = JSONObject()
        root.add(["path": rootPath.isEmpty ? nil : .string(rootPath), "readonly": isRootReadOnly ? true : nil])
        let (hooks, linux) = (hooks.json, linux.json)
        var object: JSONObject = ["ociVersion": .string(version)]
        object.add([
            "process": hasProcess ? process.json : nil,
            "root": root.isEmpty ? nil : .object(root),
            "hostname": hostname.map(JSONValue.string),
            "domainname": domainname.map(JSONValue.string),
            "mounts": mounts.isEmpty ? nil : .array(mounts.map(\.json)),
            "hooks": hooks == [:] ? nil : hooks,
            "annotations": annotations.isEmpty ? nil : annotations.json,
            "linux": linux == [:] ? nil : linux,
        ])
        object.keep(others)
        return .object(object)
    }
}
