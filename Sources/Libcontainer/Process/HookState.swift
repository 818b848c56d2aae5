import JSON
import Linux

/// What hooks and agents are told of a container (runtime.md, "State").
enum HookState {
    /// The JSON.
    ///
    /// - Parameters:
    ///   - status: the specification's, which knows `creating` too.
    ///   - pid: of init, as the reader's side has it; nil: there is none.
    static func text(_ state: ContainerState, status: String, pid: PID?) -> [UInt8] {
        let json = ContainerReport(state, .stopped).hookJSON
        var object: JSONObject = [:]
        for member in json.object?.members ?? [] {
            object[member.key] = member.key == "status" ? .string(status) : member.value
            if member.key == "status", let pid { object["pid"] = .integer(pid.rawValue) }
        }
        return JSONValue.object(object).encoded()
    }
}
