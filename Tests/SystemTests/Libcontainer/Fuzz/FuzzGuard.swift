import JSON

/// Takes out of a document what a runtime without a fault would do to the machine because it was asked to.
struct FuzzGuard {
    /// The folder that everything of a test is in.
    let ground: String
    /// The cgroup below which its containers are.
    let cgroup: String

    /// The same document, or one that asks for harmless things in some places.
    func harmless(_ value: JSONValue, _ key: String = "", in parent: String = "") -> JSONValue {
        switch value {
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { ($0.key, harmless($0.value, $0.key, in: key.isEmpty ? parent : key)) }))
        case .array(let elements):
            return .array(
                elements.filter { !isRemount($0, key) }.map { element in
                    // Members of an element belong to what the array is.
                    if case .object(let object) = element {
                        return .object(JSONObject(object.members.map { ($0.key, harmless($0.value, $0.key, in: key)) }))
                    }
                    return harmless(element, key, in: parent)
                })
        case .string(let text): return .string(harmless(text: text, key, in: parent))
        case .bool where key == "disableOOMKiller": return false
        default: return value
        }
    }

    /// Changing a file system anew changes it for everybody who has it mounted.
    private func isRemount(_ value: JSONValue, _ key: String) -> Bool {
        key == "options" && value.string?.contains("remount") == true
    }

    private func harmless(text: String, _ key: String, in parent: String) -> String {
        let isBeside = !text.hasPrefix("/") && !text.split(separator: "/").contains("..")
        switch key {
        case "path" where parent == "root": return isBeside ? text : "rootfs"
        case "path" where parent == "devices": return text
        case "path": return isBeside || Self.paths.contains(text) ? text : "/nowhere"
        case "source": return isBeside || text.hasPrefix(ground) || text == "/nowhere" ? text : "shared"
        case "listenerPath": return text.hasPrefix(ground) ? text : "/nowhere"
        case "cgroupsPath":
            let isBelow = text.hasPrefix(cgroup + "/") && !text.split(separator: "/").contains("..")
            return isBelow ? text : cgroup + "/c"
        default: return parent == "sysctl" && !key.hasPrefix("net.") ? "no value" : text
        }
    }

    private static let paths: Set<String> = [
        "/bin/true", "/bin/false", "/nowhere", "/proc/self/ns/net", "/proc/self/ns/pid", "/proc/self/fd/0", "/proc",
        "/dev", "/sys", "/etc/passwd",
    ]
}
