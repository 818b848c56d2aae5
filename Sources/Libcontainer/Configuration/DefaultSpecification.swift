import Cgroups
import JSON
public import OCI

/// The document that `spec` writes: one that runs a shell, to begin with.
public enum DefaultSpecification {
    /// For root, or for the user who has the ids.
    public enum Audience: Sendable, Hashable {
        /// Root.
        case root
        /// `--rootless`: container root is this user of the host.
        case rootless(user: UInt32, group: UInt32)
    }

    /// The document.
    ///
    /// - Parameter hasUnifiedCgroups: whether the host has version 2 alone; then a cgroup namespace keeps the host's
    ///   tree out of sight.
    public static func document(for audience: Audience = .root, hasUnifiedCgroups: Bool = false) -> RuntimeSpec {
        var spec = RuntimeSpec()
        spec.version = Configuration.specificationVersion
        spec.process = process
        (spec.rootPath, spec.isRootReadOnly) = ("rootfs", true)
        spec.hostname = "runc"
        spec.mounts = mounts
        spec.linux.resources.devices = [OCIDeviceRule(allow: false, access: "rwm")]
        spec.linux.namespaces = [.init(.pid), .init(.network), .init(.ipc), .init(.uts), .init(.mount)]
        if hasUnifiedCgroups { spec.linux.namespaces.append(OCINamespace(.cgroup)) }
        spec.linux.maskedPaths = maskedPaths
        spec.linux.readOnlyPaths = readOnlyPaths
        if case .rootless(let user, let group) = audience { spec.makeRootless(user: user, group: group) }
        return spec
    }

    /// The document as `spec` writes it: tabs, no newline at the end.
    public static func text(for audience: Audience = .root, hasUnifiedCgroups: Bool = false) -> [UInt8] {
        document(for: audience, hasUnifiedCgroups: hasUnifiedCgroups).json.encoded(indentation: "\t")
    }

    /// Whether this host has version 2 alone.
    public static func hostHasUnifiedCgroups() throws(LibcontainerError) -> Bool {
        try cgroups { () throws(CgroupError) in try CgroupLayout.detect().kind == .unified }
    }

    private static var process: OCIProcess {
        let capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"]
        var process = OCIProcess()
        process.terminal = true
        process.arguments = ["sh"]
        process.environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"]
        process.capabilities = OCICapabilities(
            bounding: capabilities, effective: capabilities, permitted: capabilities)
        process.resourceLimits = [OCIResourceLimit(type: "RLIMIT_NOFILE", soft: 1024, hard: 1024)]
        process.noNewPrivileges = true
        return process
    }

    private static var mounts: [OCIMount] {
        let plain = ["nosuid", "noexec", "nodev"]
        return [
            OCIMount(destination: "/proc", type: "proc", source: "proc"),
            OCIMount(
                destination: "/dev", type: "tmpfs", source: "tmpfs",
                options: ["nosuid", "strictatime", "mode=755", "size=65536k"]),
            OCIMount(
                destination: "/dev/pts", type: "devpts", source: "devpts",
                options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
            OCIMount(
                destination: "/dev/shm", type: "tmpfs", source: "shm", options: plain + ["mode=1777", "size=65536k"]),
            OCIMount(destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: plain),
            OCIMount(destination: "/sys", type: "sysfs", source: "sysfs", options: plain + ["ro"]),
            OCIMount(
                destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: plain + ["relatime", "ro"]),
        ]
    }

    private static let maskedPaths = [
        "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi",
    ]

    private static let readOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
}

extension RuntimeSpec {
    /// An ordinary user makes no network and no rules for devices, and may mount sysfs only with a network of his own.
    fileprivate mutating func makeRootless(user: UInt32, group: UInt32) {
        linux.namespaces.removeAll { $0.kind == .network || $0.kind == .user }
        linux.namespaces.append(OCINamespace(.user))
        linux.userMappings = [OCIIDMapping(containerID: 0, hostID: user, size: 1)]
        linux.groupMappings = [OCIIDMapping(containerID: 0, hostID: group, size: 1)]
        linux.resources = OCIResources()
        for index in mounts.indices {
            if mounts[index].destination == "/sys" {
                mounts[index] = OCIMount(
                    destination: "/sys", type: "none", source: "/sys",
                    options: ["rbind", "nosuid", "noexec", "nodev", "ro"])
            }
            mounts[index].options.removeAll { $0.hasPrefix("gid=") || $0.hasPrefix("uid=") }
        }
    }
}
