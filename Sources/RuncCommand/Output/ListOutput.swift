public import Linux
public import OCI

/// What a runtime prints on standard output for `list` and `ps`.
public enum ListOutput {
    /// The containers in the answer to `list --format=json`; `null` stands for none (runc).
    public static func containers(_ output: [UInt8]) throws(RuncCommandError) -> [RuntimeState] {
        throw .malformedOutput(command: "list", reason: "TODO")
    }

    /// The processes in the answer to `ps --format json`; `null` stands for none.
    public static func processes(_ output: [UInt8]) throws(RuncCommandError) -> [PID] {
        throw .malformedOutput(command: "ps", reason: "TODO")
    }
}
