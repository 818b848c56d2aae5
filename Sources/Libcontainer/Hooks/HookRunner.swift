import Linux
public import OCI
public import SystemPackage

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
    ///   - folder: where they begin; nil: where this process is.
    /// - Throws: `LibcontainerError.hook`; what comes after that program was not run.
    public static func run(
        _ hooks: [OCIHook], name: String, state: [UInt8], in folder: FilePath? = nil
    ) throws(LibcontainerError) {
        for (index, hook) in hooks.enumerated() {
            if let fault = fault(of: hook, index, name, (state, folder)) { throw .hook(fault) }
        }
    }

    /// Runs all of them, whatever becomes of those before.
    ///
    /// - Returns: how some failed, in order.
    public static func runAll(_ hooks: [OCIHook], name: String, state: [UInt8]) -> [HookFault] {
        hooks.enumerated().compactMap { index, hook in fault(of: hook, index, name, (state, nil)) }
    }

    /// Runs one.
    ///
    /// - Returns: how it failed; nil: it did not.
    private static func fault(
        of hook: OCIHook, _ index: Int, _ name: String, _ surroundings: (state: [UInt8], folder: FilePath?)
    ) -> HookFault? {
        let end: HookProcess.End
        do {
            end = try HookProcess.run(hook, state: surroundings.state, in: surroundings.folder)
        } catch {
            end = HookProcess.End(reason: "\(error)")
        }
        guard let reason = end.reason else { return nil }
        return HookFault(name: name, index: index, reason: reason, output: end.output)
    }
}
