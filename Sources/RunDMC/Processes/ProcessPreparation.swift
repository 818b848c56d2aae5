import Garden
import Linux
import OCI

/// Turns what a client asks for into what a runtime executes. Pure: who the user is has been looked up before.
struct ProcessPreparation {
    /// The container's bundle.
    let bundle: RuntimeSpec
    /// Who it runs as.
    let user: ResolvedUser

    private static let rootPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    private static let userPath = "/usr/local/bin:/usr/bin:/bin"

    /// Where a process of `user` starts: where the client says, below the home if that is relative, else at home.
    static func workingDirectory(_ requested: String, home: String) -> String {
        if requested.isEmpty { return home.hasPrefix("/") ? home : "/" }
        if requested.hasPrefix("/") { return requested }
        return home.hasSuffix("/") ? home + requested : "\(home)/\(requested)"
    }

    /// The process, in `workingDirectory`, which exists.
    func process(for spec: ProcessSpec, workingDirectory: String) -> OCIProcess {
        var process = OCIProcess()
        process.arguments = [spec.path] + spec.arguments
        process.environment = environment(for: spec)
        process.workingDirectory = workingDirectory
        process.user = OCIUser(uid: user.uid, gid: user.gid, additionalGroups: user.additionalGroups)
        process.capabilities = capabilities
        process.resourceLimits = ResourceLimits.Resource.allCases.compactMap { resource in
            spec.resourceLimits[resource].map {
                OCIResourceLimit(type: "RLIMIT_\(resource.rawValue.uppercased())", soft: $0, hard: $0)
            }
        }
        process.noNewPrivileges = bundle.process.noNewPrivileges
        process.apparmorProfile = bundle.process.apparmorProfile
        process.oomScoreAdjustment = bundle.process.oomScoreAdjustment
        return process
    }

    /// The container's, then the process's, then what every process has.
    private func environment(for spec: ProcessSpec) -> [String] {
        var variables = EnvironmentVariables()
        variables.add(bundle.process.environment + spec.environment)
        variables.addMissing("PATH", user.uid == 0 ? Self.rootPath : Self.userPath)
        variables.addMissing("USER", spec.user.isEmpty ? "root" : spec.user)
        variables.addMissing("HOME", user.home)
        return variables.entries
    }

    /// Root has what the container has. Others have nothing in force; what they can ever gain, by a program that is set
    /// to root, is bounded.
    private var capabilities: OCICapabilities? {
        guard let own = bundle.process.capabilities, user.uid != 0 else { return bundle.process.capabilities }
        return OCICapabilities(bounding: own.bounding.filter(CapabilitySets.otherUsers.contains))
    }
}
