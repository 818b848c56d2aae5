/// What `exec --cgroup` says: cgroups below the container's, each for some controllers.
enum SubCgroups {
    /// Paths by controller; by an empty name the one for all.
    ///
    /// - Throws: `CommandError` with runc's texts.
    static func paths(_ arguments: [String]) throws(CommandError) -> [String: String] {
        var paths: [String: String] = [:]
        for argument in arguments {
            let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { throw CommandError("invalid --cgroup argument: \(argument)") }
            guard parts.count == 2 else {
                guard arguments.count == 1 else {
                    throw CommandError("invalid --cgroup argument: \(argument) (missing <controller>: prefix)")
                }
                paths[""] = argument
                continue
            }
            for controller in parts[0].split(separator: ",", omittingEmptySubsequences: false) {
                guard !controller.isEmpty else {
                    throw CommandError("invalid --cgroup argument: \(argument) (empty <controller> prefix)")
                }
                guard paths.updateValue(String(parts[1]), forKey: String(controller)) == nil else {
                    throw CommandError(
                        "invalid --cgroup argument(s): multiple values for controller: \(controller)")
                }
            }
        }
        for path in paths.values { try check(path) }
        return paths
    }

    private static func check(_ path: String) throws(CommandError) {
        guard !path.split(separator: "/").contains("..") else {
            throw CommandError("\(path) is not a sub cgroup path")
        }
    }
}
