public import OCI

/// Runs the programs of a container's hooks, one after the other, and waits for each.
public enum HookRunner {
    /// Runs them until one fails.
    ///
    /// Each gets the state on its standard input, only the variables that are given for it, and no other descriptors. Its
    /// time is over when it says so, and then it is killed; what it leaves behind is not waited for.
    ///
    /// - Parameters:
    ///   - name: the moment, such as `prestart`, for the error's text.
    ///   - state: the container's state, JSON.
    /// - Throws: `LibcontainerError.hook`; what comes after that program was not run.
    public static func run(_ hooks: [OCIHook], name: String, state: [UInt8]) throws(LibcontainerError) {
        for (index, hook) in hooks.enumerated() { try run(hook, index, name, state) }
    }

    /// Runs all of them, whatever becomes of those before.
    ///
    /// - Returns: the errors, in order.
    public static func runAll(_ hooks: [OCIHook], name: String, state: [UInt8]) -> [LibcontainerError] {
        var errors: [LibcontainerError] = []
        for (index, hook) in hooks.enumerated() {
            do {
                try run(hook, index, name, state)
            } catch {
                errors.append(error)
            }
        }
        return errors
    }

    private static func run(
        _ hook: OCIHook, _ index: Int, _ name: String, _ state: [UInt8]
    ) throws(LibcontainerError) {
        let end: HookProcess.End
        do {
            end = try HookProcess.run(hook, state: state)
        } catch {
            end = HookProcess.End(reason: "\(error)")
        }
        guard let reason = end.reason else { return }
        throw .hook(HookFault(name: name, index: index, reason: reason, output: end.output))
    }
}
