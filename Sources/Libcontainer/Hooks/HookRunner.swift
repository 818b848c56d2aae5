import Linux
public import OCI
public import SystemPackage

/// Runs the programs of a container's hooks, one after the other, and waits for each.
public enum HookRunner {
    /// Runs them until one fails.
    ///
    /// Each gets the state on its standard input, and no other descriptors. Its time is over when it says so, and then it
    /// is killed; what it leaves behind is not waited for.
    ///
    /// - Parameters:
    ///   - name: the moment, such as `prestart`, for the error's text.
    ///   - state: the container's state, JSON.
    ///   - folder: where they begin; nil: where this process is.
    ///   - environment: the variables of those for which none are given, as runc and crun have it; nil: this process's.
    /// - Throws: `LibcontainerError.hook`; what comes after that program was not run.
    public static func run(
        _ hooks: [OCIHook], name: String, state: [UInt8], in folder: FilePath? = nil, environment: [String]? = nil
    ) throws(LibcontainerError) {
        for (index, hook) in hooks.enumerated() {
            let hook = complete(hook, environment)
            if let fault = fault(of: hook, index, name, (state, folder)) { throw .hook(fault) }
        }
    }

    /// Runs all of them, whatever becomes of those before.
    ///
    /// - Returns: how some failed, in order.
    public static func runAll(_ hooks: [OCIHook], name: String, state: [UInt8]) -> [HookFault] {
        hooks.enumerated().compactMap { index, hook in fault(of: complete(hook, nil), index, name, (state, nil)) }
    }

    private static func complete(_ hook: OCIHook, _ environment: [String]?) -> OCIHook {
        guard hook.environment.isEmpty else { return hook }
        var hook = hook
        hook.environment = environment ?? OwnProcess.environment
        return hook
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
