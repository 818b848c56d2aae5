import Guardian
import JSON
import Linux

/// The containerizer's section of a record: what names a container's objects in the kernel and at the runtime.
struct ContainerSection: Equatable {
    /// The runtime's id for it.
    var runtimeID: String
    /// Its cgroup in every hierarchy.
    var cgroup: String
    /// Its tracker's cgroup in every hierarchy.
    var trackerCgroup: String
    /// Whether it was stopped once.
    var isStopped = false

    var json: JSONValue {
        var json: JSONObject = [
            "runtime_id": .string(runtimeID), "cgroup": .string(cgroup), "tracker_cgroup": .string(trackerCgroup),
        ]
        if isStopped { json["stopped"] = true }
        return .object(json)
    }

    init(runtimeID: String, cgroup: String, trackerCgroup: String) {
        (self.runtimeID, self.cgroup, self.trackerCgroup) = (runtimeID, cgroup, trackerCgroup)
    }

    init?(json: JSONValue) {
        guard let runtimeID = json["runtime_id"]?.string, let cgroup = json["cgroup"]?.string,
            let trackerCgroup = json["tracker_cgroup"]?.string
        else { return nil }
        self.init(runtimeID: runtimeID, cgroup: cgroup, trackerCgroup: trackerCgroup)
        isStopped = json["stopped"]?.bool ?? false
    }
}
