import JSON
public import Linux
public import OCI

/// What a runtime prints on standard output for `list` and `ps`.
public enum ListOutput {
    /// The containers in the answer to `list --format=json`; `null` stands for none (runc). crun says less of each than
    /// for `state`: no version, no root file system, no annotations.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` when it is no array of states.
    public static func containers(_ output: [UInt8]) throws(RuncCommandError) -> [RuntimeState] {
        try RuntimeAnswer.read(output, of: "list") { json throws(OCIError) in
            var states: [RuntimeState] = []
            for state in try elements(of: json) { states.append(try RuntimeState(json: state)) }
            return states
        }
    }

    /// The processes in the answer to `ps --format json`; `null` stands for none.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` when it is no array of process numbers.
    public static func processes(_ output: [UInt8]) throws(RuncCommandError) -> [PID] {
        try RuntimeAnswer.read(output, of: "ps") { json throws(OCIError) in
            var pids: [PID] = []
            for (index, number) in try elements(of: json).enumerated() {
                guard let pid = number.integer().flatMap(PID.init(rawValue:)) else {
                    throw .malformed(field: "[\(index)]")
                }
                pids.append(pid)
            }
            return pids
        }
    }

    private static func elements(of json: JSONValue) throws(OCIError) -> [JSONValue] {
        if json.isNull { return [] }
        guard let elements = json.array else { throw .malformed(field: "") }
        return elements
    }
}
