import JSON
import Linux
import OCI
import SystemPackage

/// What runc's state file calls `config`.
extension Configuration {
    /// Reads a configuration; nil without a root.
    init?(stateJSON json: JSONValue) {
        guard let root = json["rootfs"]?.string, !root.utf8.contains(0) else { return nil }
        self.init(rootFS: FilePath(root))
        isRootReadOnly = json["readonlyfs"].isTrue
        noPivotRoot = json["no_pivot_root"].isTrue
        rootPropagation = MountFlags(rawValue: json["rootPropagation"].number())
        mounts = json["mounts"].elements.map(MountConfiguration.init(stateJSON:))
        devices = json["devices"].elements.compactMap(DeviceConfiguration.init(stateJSON:))
        maskedPaths = json["mask_paths"].strings
        readOnlyPaths = json["readonly_paths"].strings
        mountLabel = json["mount_label"].text
        readNamespaces(json)
        readLimits(json)
        readSecurity(json)
        hooks = OCIHooks(stateJSON: json["Hooks"])
        labels = json["labels"].strings
        version = json["version"].text
        isRootlessUser = json["rootless_euid"].isTrue
        isRootlessCgroups = json["rootless_cgroups"].isTrue
    }

    private mutating func readNamespaces(_ json: JSONValue) {
        for entry in json["namespaces"].elements {
            guard let kind = NamespaceKind(stateName: entry["type"].text) else { continue }
            let path = entry["path"].text
            namespaces.add(.init(kind, path: path.isEmpty ? nil : path))
        }
        userMappings = json["uid_mappings"].elements.map(IDMapping.init(stateJSON:))
        groupMappings = json["gid_mappings"].elements.map(IDMapping.init(stateJSON:))
        (hostname, domainname) = (json["hostname"].text, json["domainname"].text)
        sysctl = json["sysctl"].stringMap
        timeOffsets = (json["time_offsets"]?.object?.members ?? []).compactMap(TimeOffset.init(stateJSON:))
        for member in json["netDevices"]?.object?.members ?? [] {
            var device = OCINetDevice()
            device.name = member.value["name"]?.string
            netDevices[member.key] = device
        }
    }

    private mutating func readLimits(_ json: JSONValue) {
        cgroup = json["cgroups"]?.object.map { _ in CgroupConfiguration(stateJSON: json["cgroups"] ?? .null) }
        resourceLimits = json["rlimits"].elements.compactMap { limit in
            guard let resource = ResourceLimit.Resource(rawValue: limit["type"].number(or: -1)) else { return nil }
            return ResourceLimit(resource, soft: limit["soft"].number(), hard: limit["hard"].number())
        }
        oomScoreAdjustment = json["oom_score_adj"]?.integer()
        intelRDT = json["intel_rdt"].flatMap(OCIIntelRDT.init(stateJSON:))
        memoryPolicy = json["memory_policy"].flatMap(MemoryPolicy.init(stateJSON:))
        scheduler = json["scheduler"].flatMap(Scheduling.init(stateJSON:))
        ioPriority = json["io_priority"].flatMap(IOPriority.init(stateJSON:))
        cpuAffinity = json["exec_cpu_affinity"].flatMap(CPUAffinity.init(stateJSON:))
    }

    private mutating func readSecurity(_ json: JSONValue) {
        capabilities = json["capabilities"].flatMap(OCICapabilities.init(stateJSON:))
        // Who cannot be told what is forbidden may do nothing.
        seccomp = json["seccomp"]?.object.map { _ in
            OCISeccomp(stateJSON: json["seccomp"] ?? .null)
                ?? OCISeccomp(defaultAction: .killProcess, architectures: [], rules: [])
        }
        noNewPrivileges = json["no_new_privileges"].isTrue
        apparmorProfile = json["apparmor_profile"].text
        processLabel = json["process_label"].text
        umask = json["umask"]?.integer()
        noNewKeyring = json["no_new_keyring"].isTrue
        personality = json["personality"]?["domain"]?.integer()
        parentDeathSignal = json["parent_death_signal"].number()
    }
}

extension Configuration {
    /// In runc's order; what it always writes is always there.
    var stateJSON: JSONValue {
        var object: JSONObject = [
            "no_pivot_root": .bool(noPivotRoot), "parent_death_signal": .integer(parentDeathSignal),
            "rootfs": .string(rootFS.string), "umask": umask.map { .integer($0) } ?? .null,
            "readonlyfs": .bool(isRootReadOnly), "rootPropagation": .integer(rootPropagation.rawValue),
            "mounts": .list(mounts.map(\.stateJSON)), "devices": .list(devices.map(\.stateJSON)),
        ]
        object.addGiven([
            "netDevices": netDevices.isEmpty
                ? nil : .object(.init(netDevices.sorted { $0.key < $1.key }.map { ($0.key, $0.value.stateJSON) }))
        ])
        addNamespaces(to: &object)
        addLimits(to: &object)
        addSecurity(to: &object)
        return .object(object)
    }

    private func addNamespaces(to object: inout JSONObject) {
        object["mount_label"] = .string(mountLabel)
        (object["hostname"], object["domainname"]) = (.string(hostname), .string(domainname))
        object["namespaces"] = .list(
            namespaces.entries.map { ["type": .string($0.kind.stateName), "path": .string($0.path ?? "")] })
    }

    private func addLimits(to object: inout JSONObject) {
        object["capabilities"] = capabilities?.stateJSON ?? .null
        object["networks"] = hasLoopback ? [["type": "loopback"]] : .null
        object["routes"] = .null
        object["cgroups"] = cgroup?.stateJSON ?? .null
        object.addGiven([
            "apparmor_profile": apparmorProfile.isEmpty ? nil : .string(apparmorProfile),
            "process_label": processLabel.isEmpty ? nil : .string(processLabel),
            "rlimits": .list(
                resourceLimits.map {
                    ["type": .integer($0.resource.rawValue), "hard": .integer($0.hard), "soft": .integer($0.soft)]
                }),
            "oom_score_adj": oomScoreAdjustment.map { .integer($0) },
        ])
        object["uid_mappings"] = .list(userMappings.map(\.stateJSON))
        object["gid_mappings"] = .list(groupMappings.map(\.stateJSON))
    }

    private func addSecurity(to object: inout JSONObject) {
        (object["mask_paths"], object["readonly_paths"]) = (.list(maskedPaths), .list(readOnlyPaths))
        object["sysctl"] = sysctl.isEmpty ? .null : .sorted(sysctl)
        object["seccomp"] = seccomp?.stateJSON ?? .null
        if noNewPrivileges { object["no_new_privileges"] = true }
        object["Hooks"] = hooks.stateJSON
        (object["version"], object["labels"]) = (.string(version), .list(labels))
        object["no_new_keyring"] = .bool(noNewKeyring)
        let offsets = timeOffsets.map(\.stateJSON)
        object.addGiven([
            "intel_rdt": intelRDT?.stateJSON,
            "memory_policy": memoryPolicy?.stateJSON,
            "rootless_euid": isRootlessUser ? true : nil,
            "rootless_cgroups": isRootlessCgroups ? true : nil,
            "time_offsets": offsets.isEmpty ? nil : .object(JSONObject(offsets)),
            "scheduler": scheduler?.stateJSON,
            "personality": personality.map { ["domain": .integer($0)] },
            "io_priority": ioPriority?.stateJSON,
            "exec_cpu_affinity": cpuAffinity?.stateJSON,
        ])
    }
}
