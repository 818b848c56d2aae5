public import JSON
import Linux

extension ContainerState {
    /// Reads what a state file holds; what is missing counts as not said, as older and newer files lack members.
    ///
    /// - Parameter path: the file's, for errors.
    /// - Throws: `LibcontainerError.malformedState` without an id or a configuration.
    public init(json: JSONValue, path: String = ContainerState.fileName) throws(LibcontainerError) {
        guard var rest = json.object else { throw .malformedState(path: path, field: "") }
        guard let name = rest.removeValue("id")?.string else { throw .malformedState(path: path, field: "id") }
        let created = rest.removeValue("created")?.string.flatMap { Timestamp($0) }
        guard let created else { throw .malformedState(path: path, field: "created") }
        let configuration = rest.removeValue("config").flatMap(Configuration.init(stateJSON:))
        guard let configuration else { throw .malformedState(path: path, field: "config.rootfs") }
        self.init(id: try ContainerID(name), created: created, configuration: configuration)
        initPID = rest.removeValue("init_process_pid")?.integer().flatMap(PID.init(rawValue:))
        initStartTime = rest.removeValue("init_process_start")?.integer() ?? 0
        isRootless = rest.removeValue("rootless")?.bool ?? false
        cgroupPaths = rest.removeValue("cgroup_paths").stringMap
        for (kind, path) in rest.removeValue("namespace_paths").stringMap {
            if let kind = NamespaceKind(stateName: kind) { namespacePaths[kind] = path }
        }
        externalDescriptors = rest.removeValue("external_descriptors").strings
        intelRDTPath = rest.removeValue("intel_rdt_path")?.string ?? ""
        intelRDTMonitoringPath = rest.removeValue("intel_rdt_mon_path")?.string ?? ""
        others = rest
    }

    /// What a state file holds, in runc's order.
    public var json: JSONValue {
        let namespaces = namespacePaths.map { ($0.key.stateName, $0.value) }
        var object: JSONObject = [
            "id": .string(id.value),
            "init_process_pid": .integer(initPID?.rawValue ?? 0),
            "init_process_start": .integer(initStartTime),
            "created": .string(created.text),
            "config": configuration.stateJSON,
            "rootless": .bool(isRootless),
            "cgroup_paths": .sorted(cgroupPaths),
            "namespace_paths": .sorted(Dictionary(uniqueKeysWithValues: namespaces)),
            "external_descriptors": externalDescriptors.isEmpty ? nil : .strings(externalDescriptors),
            "intel_rdt_path": .string(intelRDTPath),
        ]
        if !intelRDTMonitoringPath.isEmpty { object["intel_rdt_mon_path"] = .string(intelRDTMonitoringPath) }
        for member in others.members where object[member.key] == nil { object[member.key] = member.value }
        return .object(object)
    }
}
