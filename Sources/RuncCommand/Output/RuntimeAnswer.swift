import JSON
import OCI

/// JSON that a runtime printed as the answer to a command.
enum RuntimeAnswer {
    /// The first value in `output`, as `read` understands it; white space and text after it do not matter.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` about `command`.
    static func read<Value>(
        _ output: [UInt8], of command: String, _ read: (JSONValue) throws(OCIError) -> Value
    ) throws(RuncCommandError) -> Value {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: output)
        } catch {
            throw .malformedOutput(command: command, reason: "\(error)")
        }
        return try understand(json, of: command, read)
    }

    /// `json` as `read` understands it.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` about `command`.
    static func understand<Value>(
        _ json: JSONValue, of command: String, _ read: (JSONValue) throws(OCIError) -> Value
    ) throws(RuncCommandError) -> Value {
        do {
            return try read(json)
        } catch {
            throw .malformedOutput(command: command, reason: "\(error)")
        }
    }
}
