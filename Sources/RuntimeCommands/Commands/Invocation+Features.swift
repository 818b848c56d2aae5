import JSON
import Libcontainer
import Linux
import OCI

extension Invocation {
    /// `features`
    func features() throws(CommandError) -> Int32 {
        Output.write(RuntimeFeatures.all.json.encoded(indentation: "    ") + [UInt8(ascii: "\n")])
        return 0
    }
}

/// What this program can do; where it can be, told by the part that does it.
enum RuntimeFeatures {
    static var all: OCIFeatures {
        var features = OCIFeatures(minimumVersion: "1.0.0", maximumVersion: Configuration.specificationVersion)
        features.hooks = OCIHooks.Moment.allCases.map(\.rawValue)
        features.mountOptions = MountConfiguration.knownOptions
        features.linux = linux
        features.annotations = [
            "org.opencontainers.runc.version": RuntimeProgram.version,
            "org.opencontainers.runc.commit": RuntimeProgram.commit,
            "io.github.seccomp.libseccomp.version": SeccompWords.libraryVersion,
        ]
        // None of them changes anything.
        features.potentiallyUnsafeAnnotations = []
        return features
    }

    private static var linux: OCIFeatures.Linux {
        var linux = OCIFeatures.Linux()
        linux.namespaces = NamespaceKind.allCases.map(\.rawValue).sorted()
        linux.capabilities = Capability.known.map(\.name)
        var cgroups = OCIFeatures.Cgroups()
        (cgroups.versionOne, cgroups.versionTwo, cgroups.rdma) = (true, true, true)
        (cgroups.systemd, cgroups.systemdUser) = (false, false)
        linux.cgroups = cgroups
        linux.seccomp = seccomp
        linux.apparmor = OCIFeatures.Switch(isEnabled: true)
        linux.selinux = OCIFeatures.Switch(isEnabled: true)
        linux.intelRDT = OCIFeatures.IntelRDT()
        linux.intelRDT?.isEnabled = false
        var policy = OCIFeatures.MemoryPolicy()
        policy.modes = MemoryPolicy.Mode.allCases.map(\.name).sorted()
        policy.flags = MemoryPolicy.Flags.knownNames
        linux.memoryPolicy = policy
        linux.idMappedMounts = OCIFeatures.Switch(isEnabled: true)
        linux.networkDevices = OCIFeatures.Switch(isEnabled: false)
        return linux
    }

    private static var seccomp: OCIFeatures.Seccomp {
        var seccomp = OCIFeatures.Seccomp()
        seccomp.isEnabled = true
        seccomp.actions = SeccompWords.actions
        seccomp.operators = SeccompWords.operators
        seccomp.architectures = SeccompWords.architectures
        seccomp.knownFlags = SeccompWords.flags
        seccomp.supportedFlags = SeccompWords.supportedFlags
        return seccomp
    }
}
