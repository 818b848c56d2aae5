import Guardian
import OCI

/// What root inside may do: capabilities, system calls, paths of the kernel.
struct PrivilegeRule: BundleRule {
    let configuration: BundleConfiguration
    let facts: any HostFacts

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.process.capabilities = CapabilitySets.root(privileged: plan.privileged, on: facts)
        if plan.privileged {
            bundle.linux.devices = [OCIDevice(path: "/dev/fuse", type: "c", major: 10, minor: 229, fileMode: 0o666)]
            return
        }
        bundle.linux.seccomp = SeccompProfile.profile(allowsTracing: facts.filtersTracedCalls)
        bundle.linux.maskedPaths = KernelPaths.masked
        bundle.linux.readOnlyPaths = KernelPaths.readOnly
        bundle.process.noNewPrivileges = configuration.noNewPrivileges
        bundle.process.apparmorProfile = configuration.apparmorProfile
        if !facts.hasUnifiedCgroups {
            bundle.mounts.append(
                OCIMount(
                    destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
                    options: ["ro", "nosuid", "noexec", "nodev"]))
        }
    }
}

/// Paths of /proc and /sys that tell or change too much about the host.
enum KernelPaths {
    static let masked = [
        "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ]

    static let readOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
}
