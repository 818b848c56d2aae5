public import OCI

/// Runs the programs of a container's hooks, one after the other. For programs with one thread.
public enum HookRunner {
    /// Runs them until one fails.
    ///
    /// - Parameters:
    ///   - name: the moment, such as `prestart`, for the error's text.
    ///   - state: the container's state, JSON, which each reads from its standard input.
    /// - Throws: `LibcontainerError.hook`; what comes after that program was not run.
    public static func run(_ hooks: [OCIHook], name: String, state: [UInt8]) throws(LibcontainerError) {
        guard hooks.isEmpty else { throw .unsupported("\(name) hooks") }
    }

    /// Runs all of them, whatever becomes of those before.
    ///
    /// - Returns: the errors, in order.
    public static func runAll(_ hooks: [OCIHook], name: String, state: [UInt8]) -> [LibcontainerError] {
        hooks.isEmpty ? [] : [.unsupported("\(name) hooks")]
    }
}
