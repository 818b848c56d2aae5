import JSON
import Linux

extension MountConfiguration {
    init(stateJSON json: JSONValue) {
        self.init(
            source: json["source"].text, destination: json["destination"].text, fileSystemType: json["device"].text,
            flags: MountFlags(rawValue: json["flags"].number()), data: json["data"].text)
        clearedFlags = MountFlags(rawValue: json["cleared_flags"].number())
        propagation = json["propagation_flags"].elements.compactMap { $0.integer().map(MountFlags.init(rawValue:)) }
        if let attributes = json["rec_attr"], !attributes.isNull {
            recursiveAttributes = RecursiveAttributes(
                set: MountAttributes(rawValue: attributes["Attr_set"].number()),
                cleared: MountAttributes(rawValue: attributes["Attr_clr"].number()))
        }
        extensions = MountExtensions(rawValue: json["extensions"].number())
        if let mapping = json["id_mapping"], !mapping.isNull { idMapping = MountIDMapping(stateJSON: mapping) }
    }

    var stateJSON: JSONValue {
        var object: JSONObject = [
            "source": .string(source), "destination": .string(destination), "device": .string(fileSystemType),
        ]
        object.addGiven([
            "flags": flags.isEmpty ? nil : .integer(flags.rawValue),
            "cleared_flags": clearedFlags.isEmpty ? nil : .integer(clearedFlags.rawValue),
            "propagation_flags": .list(propagation.map { .integer($0.rawValue) }),
            "data": data.isEmpty ? nil : .string(data),
            "rec_attr": recursiveAttributes.map {
                [
                    "Attr_set": .integer($0.set.rawValue), "Attr_clr": .integer($0.cleared.rawValue),
                    "Propagation": 0, "Userns_fd": 0,
                ]
            },
            "extensions": extensions.isEmpty ? nil : .integer(extensions.rawValue),
            "id_mapping": idMapping?.stateJSON,
        ])
        return .object(object)
    }
}

extension MountIDMapping {
    init(stateJSON json: JSONValue) {
        let path = json["userns_path"].text
        self.init(
            isRecursive: json["recursive"].isTrue, userNamespacePath: path.isEmpty ? nil : path,
            users: json["uid_mappings"].elements.map(IDMapping.init(stateJSON:)),
            groups: json["gid_mappings"].elements.map(IDMapping.init(stateJSON:)))
    }

    var stateJSON: JSONValue {
        var object = JSONObject()
        object.addGiven([
            "recursive": isRecursive ? true : nil, "userns_path": userNamespacePath.map(JSONValue.string),
            "uid_mappings": .list(users.map(\.stateJSON)), "gid_mappings": .list(groups.map(\.stateJSON)),
        ])
        return .object(object)
    }
}

extension IDMapping {
    init(stateJSON json: JSONValue) {
        self.init(
            containerID: json["container_id"].number(), hostID: json["host_id"].number(), size: json["size"].number())
    }

    var stateJSON: JSONValue {
        ["container_id": .integer(containerID), "host_id": .integer(hostID), "size": .integer(size)]
    }
}
