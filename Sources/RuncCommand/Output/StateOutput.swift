public import OCI

/// What a runtime prints on standard output for `state`.
public enum StateOutput {
    /// The state in `output`; white space and text after it do not matter.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` when it is no JSON, or lacks what every state has.
    public static func parse(_ output: [UInt8]) throws(RuncCommandError) -> RuntimeState {
        try RuntimeAnswer.read(output, of: "state", RuntimeState.init(json:))
    }
}
